/**
 * What the page says, in Arabic.
 *
 * @module
 */
import type { TextKey } from "./en.ts";

/** As the English texts. */
export const AR: Readonly<Record<TextKey, string>> = {
  "product": "Hikma Health Sync Hub",
  "language": "اللغة",

  "entrance.missing.title": "تحتاج هذه الصفحة إلى رابطها",
  "entrance.missing.text":
    "افتحها بالرابط الذي أعطاه Sync Hub عند تشغيله. كل رابط يُدخل نافذة واحدة، مرة واحدة فقط.",
  "entrance.refused.title": "لم يعد هذا الرابط صالحًا",
  "entrance.refused.text":
    "كل رابط يُدخل نافذة واحدة، مرة واحدة فقط. عُد إلى النافذة المفتوحة، أو شغّل Sync Hub من جديد للحصول على رابط جديد.",

  "status.title": "الحالة",
  "status.serving": "يخدم الهواتف",
  "status.locked": "مقفل: لا تُخدَم الهواتف",
  "status.noNetwork": "لا توجد شبكة: لا تستطيع الهواتف الوصول إلى Sync Hub هذا",
  "status.lost": "Sync Hub لا يجيب. تجري المحاولة من جديد…",
  "status.stopped": "يجري إيقاف Sync Hub. يمكنك إغلاق هذه الصفحة.",
  "status.lockedHint": "لم يُفقد شيء. شغّل Sync Hub من جديد لفتح القفل.",

  "fact.address": "العنوان للهواتف",
  "fact.hubId": "معرّف Sync Hub",
  "fact.fingerprint": "البصمة",
  "fact.since": "يعمل منذ",
  "fact.version": "الإصدار",

  "notice.title": "يحتاج إلى انتباهك",
  "notice.noAccounts":
    "لا يستطيع أحد تسجيل الدخول بعد: لا توجد حسابات في Sync Hub هذا. تأتي الحسابات من السحابة.",
  "notice.clock":
    "قفزت ساعة هذا الحاسوب إلى الأمام، وهي تشير إلى {date}. إلى أن تؤكد ذلك يتابع Sync Hub بالوقت الذي كان لديه.",
  "notice.clockConfirm": "هذا الوقت صحيح",

  "pairing.title": "إقران الهواتف",
  "pairing.closed": "الإقران مغلق: لا يمكن لأي هاتف جديد الاتصال.",
  "pairing.openUntil": "الإقران مفتوح حتى {time}.",
  "pairing.openToEnd": "الإقران مفتوح حتى إيقاف Sync Hub.",
  "pairing.how":
    "امسح هذا الرمز بتطبيق Hikma Health ثم سجّل الدخول على الهاتف. الهاتف المقترن من قبل يمسحه مرة أخرى عندما يتغير العنوان.",
  "pairing.qr": "رمز QR لتطبيق Hikma Health",
  "pairing.noQr": "لا يوجد رمز QR ما دامت الشبكة غير متوفرة.",
  "pairing.open": "فتح لمدة {count} دقائق",
  "pairing.close": "إغلاق الإقران",

  "phones.title": "الهواتف",
  "phones.none": "لم يقترن أي هاتف بعد. افتح الإقران ثم امسح رمز QR بأول هاتف.",
  "phone.waiting": "ينتظر تسجيل الدخول",
  "phone.admitted": "مقترن",
  "phone.new": "جديد",
  "phone.revoked": "أُزيل",
  "phone.account": "الحساب",
  "phone.address": "العنوان",
  "phone.lastSeen": "آخر ظهور",
  "phone.lastSync": "آخر مزامنة",
  "phone.rowsIn": "السجلات المستلمة",
  "phone.rowsOut": "السجلات المرسلة",
  "phone.never": "أبدًا",
  "phone.nobody": "لا أحد بعد",
  "phone.hasMore": "لم تجلب مزامنته الأخيرة كل شيء. زامنه مرة أخرى.",
  "phone.lapses": "إذا لم يتزامن حتى {date} فعليه أن يمسح رمز QR من جديد.",
  "phone.lapsed": "غاب طويلًا. عليه أن يمسح رمز QR من جديد.",
  "phone.undo": "تراجع",
  "phone.revoke": "إزالة",
  "phone.reinstate": "السماح من جديد",

  "confirm.cancel": "إلغاء",
  "confirm.undo.title": "التراجع عن إقران {name}؟",
  "confirm.undo.text": "على الهاتف أن يمسح رمز QR من جديد قبل أن يسجّل أحد الدخول عليه.",
  "confirm.revoke.title": "إزالة {name}؟",
  "confirm.revoke.text":
    "لن يتمكن الهاتف من المزامنة هنا بعد الآن. السجلات التي أرسلها تبقى، والتي لم يرسلها تظل على الهاتف.",
  "confirm.stop.title": "إيقاف Sync Hub؟",
  "confirm.stop.text": "لن تتمكن الهواتف من المزامنة حتى يشغّله أحد من جديد.",

  "done.undo": "تم التراجع عن إقران {name}.",
  "done.revoke": "تمت إزالة {name}.",
  "done.reinstate": "يمكن للهاتف {name} المزامنة من جديد.",
  "done.clock": "تم تأكيد الوقت.",

  "records.title": "السجلات",
  "records.none": "لا توجد سجلات بعد.",
  "records.kind": "النوع",
  "records.count": "العدد",
  "records.aside": "محفوظة جانبًا",
  "records.asideHint": "تعذّر إدراج هذه السجلات، وهي محفوظة كاملة.",
  "records.reason": "السبب",
  "records.size": "الحجم على القرص",
  "reason.SERVER_OWNED": "لا يغيّرها إلا السحابة",

  "stop.title": "إيقاف",
  "stop.text": "لا يُفقد شيء عند إيقاف Sync Hub. تحتفظ الهواتف بسجلاتها وتتزامن لاحقًا.",
  "stop.button": "إيقاف Sync Hub",

  "error.offline": "لم يجب Sync Hub. تحقق من أنه يعمل ثم حاول مرة أخرى.",
  "error.WRONG_HOST": "فُتحت هذه الصفحة بعنوان خاطئ. استخدم رابط Sync Hub.",
  "error.WRONG_ORIGIN": "رفض Sync Hub طلبًا من صفحة أخرى.",
  "error.NOT_SIGNED_IN": "لم تعد هذه النافذة مسجّلة الدخول. استخدم رابطًا جديدًا.",
  "error.START_TOKEN_REFUSED": "لم يعد هذا الرابط صالحًا.",
  "error.TOO_MANY": "روابط خاطئة كثيرة. انتظر دقيقة ثم حاول مرة أخرى.",
  "error.NOT_JSON": "تعذّر على Sync Hub قراءة الطلب.",
  "error.WRONG_METHOD": "تعذّر على Sync Hub قراءة الطلب.",
  "error.TOO_LARGE": "الطلب كبير جدًا.",
  "error.INVALID": "تعذّر على Sync Hub قبول هذا الإدخال.",
  "error.NOT_FOUND": "لم يعد ذلك موجودًا. تعرض الصفحة الحالة الراهنة.",
  "error.LOCKED": "Sync Hub مقفل.",
  "error.BUSY": "Sync Hub مشغول. حاول مرة أخرى.",
  "error.STORAGE": "القرص ممتلئ أو لا يستجيب. حرّر بعض المساحة ثم حاول مرة أخرى.",
  "error.STOPPING": "يجري إيقاف Sync Hub.",
  "error.INTERNAL": "حدث خطأ في Sync Hub. يُرجى الإبلاغ عنه.",

  "table.app_config": "الإعدادات",
  "table.appointments": "المواعيد",
  "table.clinic_departments": "الأقسام",
  "table.clinic_inventory": "مخزون الأدوية",
  "table.clinics": "العيادات",
  "table.dispensing_records": "الأدوية المصروفة",
  "table.drug_batches": "دفعات الأدوية",
  "table.drug_catalogue": "الأدوية",
  "table.event_forms": "نماذج الزيارات",
  "table.events": "النماذج المعبأة",
  "table.patient_additional_attributes": "بيانات إضافية للمرضى",
  "table.patient_allergies": "الحساسيات",
  "table.patient_allergy_reactions": "ردود الفعل التحسسية",
  "table.patient_observations": "الملاحظات",
  "table.patient_problems": "المشكلات الصحية",
  "table.patient_risk_profiles": "ملفات المخاطر",
  "table.patient_tobacco_history": "تاريخ استخدام التبغ",
  "table.patient_vitals": "العلامات الحيوية",
  "table.patients": "المرضى",
  "table.prescription_items": "الأدوية الموصوفة",
  "table.prescriptions": "الوصفات الطبية",
  "table.registration_forms": "نماذج التسجيل",
  "table.resources": "الموارد",
  "table.user_clinic_permissions": "الصلاحيات",
  "table.users": "الحسابات",
  "table.visits": "الزيارات",
};
