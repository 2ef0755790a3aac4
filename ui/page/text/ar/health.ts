/**
 * Health: problems, what is measured, and what is left to finish, in Arabic.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const HEALTH = {
  "place.health": "الصحة",
  "help.health":
    "كل ما يُقاس عن هذا الحاسوب وعن Sync Hub هذا، وما العمل حياله. تظهر المشكلات في شاشة الخادم أيضًا قبل أن توقف أحدًا.",
  "health.intro": "يُفحص ثلاث مرات في الدقيقة.",
  "health.well": "كل شيء على ما يرام",
  "health.wellText": "لا شيء يحتاج إليك.",
  "health.problems": "المشكلات",
  "health.stop": "الآن",
  "health.soon": "اليوم",
  "health.note": "للعلم",
  "health.since": "لوحظت: {time}.",
  "health.again": "انظر مجددًا",
  "health.missing": "تتعذّر قراءة الصحة الآن.",
  "health.unknown": "غير معروف",
  "health.yes": "نعم",
  "health.never": "ليس بعد",
  "health.disk": "القرص",
  "health.diskOf": "{free} من {total}",
  "health.free": "المساحة الحرة",
  "health.database": "قاعدة البيانات",
  "health.size": "الحجم",
  "health.checked": "آخر فحص",
  "health.good": "سليمة، {time}",
  "health.damaged": "تالفة، {time}",
  "health.failed": "تعذّر",
  "health.checking": "جارٍ",
  "health.check": "افحص الآن",
  "health.checkDone": "انتهى الفحص.",
  "health.snapshots": "النسخ الاحتياطية",
  "health.newest": "الأحدث",
  "health.second": "المكان الثاني",
  "health.second.none": "غير مختار",
  "health.second.there": "موجود",
  "health.second.missing": "غير موجود",
  "health.second.failing": "لا يقبل نسخًا",
  "health.clock": "الساعة",
  "health.time": "هذا الحاسوب",
  "health.cloudClock": "مقارنة بالسحابة",
  "health.phoneClocks": "هواتف قورنت اليوم",
  "health.minutes": "{minutes} دقيقة",
  "health.reach": "هل يستطيع هاتف الوصول إليه؟",
  "health.reach.none": "لا: لا توجد شبكة",
  "health.reach.local": "لا: هذا الحاسوب فقط",
  "health.reach.silent": "لا: لا يجيب أحد هناك",
  "health.reach.answers": "يجيب هناك",
  "health.heard": "آخر هاتف عبر هذا العنوان",
  "health.firewall": "جدار الحماية",
  "health.firewallNone": "لا يوجد",
  "health.firewallOn": "{name}، مفعّل",
  "health.firewallUnknown": "{name}، تتعذّر قراءته",
  "health.lets": "يسمح للهواتف",
  "health.fix": "إن لم تتمكن الهواتف من الاتصال فليُشغّل صاحب صلاحيات الإدارة هذا:",
  "health.power": "الطاقة",
  "health.mains": "موصول بالكهرباء",
  "health.battery": "البطارية",
  "health.percent": "{percent} ٪ شحن",
  "health.awake": "يبقى مستيقظًا",
  "health.versions": "الإصدارات",
  "health.program": "البرنامج",
  "health.system": "النظام",
  "drain.phones": {
    zero: "لا هاتف يُنهي مزامنته.",
    one: "هاتف واحد يُنهي مزامنته.",
    two: "هاتفان يُنهيان مزامنتهما.",
    few: "{n} هواتف تُنهي مزامنتها.",
    many: "{n} هاتفًا تُنهي مزامنتها.",
    other: "{n} هاتف تُنهي مزامنتها.",
  },
  "drain.until":
    "ينتظر {seconds} ثانية على الأكثر. لا يدخل هاتف جديد ولا يضيع شيء في الحالتين: يعيد الهاتف إرسال ما لم يُجَب عليه.",
  "drain.now": "لا تنتظر",
  "drain.stopping": "جارٍ إيقاف Sync Hub",
  "health.DATABASE_DAMAGED.title": "قاعدة البيانات تالفة",
  "health.DATABASE_DAMAGED.text":
    "لم تعد تغييرات الهواتف تُقبل: تحتفظ بها الهواتف وتحاول لاحقًا. أوقف وافتح الاسترداد: احفظ ما يمكن قراءته ثم استعد أحدث نسخة احتياطية. لا تُدخل سجلات هنا حتى ذلك الحين.",
  "health.FILES_DAMAGED.title": "جزء من ملفات Sync Hub مفقود أو تالف",
  "health.FILES_DAMAGED.text":
    "لا يمكن فتحه على حاله. شغّله على هذا الحاسوب: تبيّن نافذته ما هو سليم وما يمكن فعله. لا تحذف شيئًا من مجلده.",
  "damaged.go": "إيقاف وفتح الاسترداد",
  "damaged.text":
    "تُقطع الهواتف وتُغلق السجلات. تذكر الشاشة التالية ما هو آمن، وتتيح حفظ ما يمكن قراءته، أو استعادة نسخة احتياطية، أو المحاولة مجددًا بعبارة المرور.",
  "health.DATABASE_SILENT.title": "بيانات Sync Hub لا تستجيب",
  "health.DATABASE_SILENT.text":
    "قد تكون الهواتف في الانتظار. إذا استمر ذلك بضع دقائق فأوقف Sync Hub وشغّله من جديد. لا يضيع شيء مما تمت مزامنته.",
  "health.DISK_FULL.title": "القرص ممتلئ",
  "health.DISK_FULL.text":
    "لم يبق سوى {bytes}: قد تُرفض المزامنة التالية. احذف أو انقل ملفات لا تخص Sync Hub. لا يضيع شيء مما تمت مزامنته.",
  "health.ADDRESS_NONE.title": "لا توجد شبكة",
  "health.ADDRESS_NONE.text":
    "لا تستطيع الهواتف الوصول إلى هذا الحاسوب. صِله بشبكة العيادة؛ يتابع Sync Hub من تلقاء نفسه.",
  "health.ADDRESS_SILENT.title": "لا يجيب Sync Hub على عنوانه",
  "health.ADDRESS_SILENT.text":
    "لا يجيب أحد على {address}. قد يمنعه برنامج حماية على هذا الحاسوب: اسمح فيه بـ Sync Hub ثم أوقفه وشغّله.",
  "health.BATTERY_LOW.title": "البطارية على وشك النفاد",
  "health.BATTERY_LOW.text": "الشحن: {percent} %. صِل هذا الحاسوب بالكهرباء الآن.",
  "health.DISK_LOW.title": "القرص يقترب من الامتلاء",
  "health.DISK_LOW.text": "المساحة الحرة: {bytes}. احذف أو انقل ملفات كبيرة لا تخص Sync Hub.",
  "health.DISK_FILLING.title": "شيء ما يملأ القرص",
  "health.DISK_FILLING.text":
    "بهذه السرعة يمتلئ خلال {hours} ساعة. ابحث عن برنامج يُنزّل أو ينسخ وأوقفه.",
  "health.DATABASE_CHECK_FAILED.title": "تعذّر فحص قاعدة البيانات",
  "health.DATABASE_CHECK_FAILED.text":
    "غالبًا لم يستجب القرص. ابدأ الفحص من جديد في شاشة الصحة؛ وإن فشل ثانية فخذ نسخة احتياطية واطلب فحص القرص.",
  "health.SNAPSHOT_FAILED.title": "تعذّر إنشاء النسخة الاحتياطية الأخيرة",
  "health.SNAPSHOT_FAILED.text": "غالبًا لأن القرص ممتلئ أو لم يستجب. أفرغ مساحة وأنشئ نسخة يدويًا.",
  "health.SNAPSHOT_NONE.title": "لا توجد أي نسخة احتياطية",
  "health.SNAPSHOT_NONE.text": "أنشئ نسخة الآن: إذا تعطّل هذا الحاسوب فلا شيء آخر يعيد سجلاته.",
  "health.SNAPSHOT_OLD.title": "عمر أحدث نسخة احتياطية {days} أيام",
  "health.SNAPSHOT_OLD.text":
    "ينشئ Sync Hub نسخة كل يوم من تلقاء نفسه. أنشئ واحدة يدويًا وانظر هل يذكر السبب.",
  "health.SNAPSHOT_FUTURE.title": "تاريخ أحدث نسخة احتياطية في المستقبل",
  "health.SNAPSHOT_FUTURE.text":
    "كانت ساعة هذا الحاسوب خاطئة عند إنشائها، أو هي خاطئة الآن، فلا يُعرف عمر النسخة. انظر إلى التاريخ والوقت. إذا كانا صحيحين الآن فأنشئ نسخة احتياطية يدويًا.",
  "health.SECOND_PLACE_GONE.title": "المكان الثاني للنسخ الاحتياطية غير موجود",
  "health.SECOND_PLACE_GONE.text":
    "أدخل ذاكرة USB أو أعد وصل مجلد الشبكة. تذهب النسخ إليه من تلقاء نفسها.",
  "health.SECOND_PLACE_FAILING.title": "المكان الثاني لا يقبل نسخًا احتياطية",
  "health.SECOND_PLACE_FAILING.text":
    "قد يكون ممتلئًا أو محميًا من الكتابة. أفرغ مساحة فيه أو اختر مكانًا آخر.",
  "health.SECOND_PLACE_OLD.title": "عمر أحدث نسخة احتياطية في المكان الثاني {days} أيام",
  "health.SECOND_PLACE_OLD.text": "اترك الذاكرة موصولة ساعة، أو أنشئ نسخة يدويًا وهي موصولة.",
  "health.CLOCK_LEAPT.title": "قفزت ساعة هذا الحاسوب إلى الأمام",
  "health.CLOCK_LEAPT.text":
    "انظر إلى التاريخ والوقت. إن كانا صحيحين فأكّدهما في شاشة الخادم، وإلا فصحّحهما أولًا في النظام.",
  "health.CLOCK_BEHIND.title": "ساعة هذا الحاسوب متأخرة",
  "health.CLOCK_BEHIND.text": "تُظهر وقتًا يسبق أحدث سجل. اضبط التاريخ والوقت في النظام.",
  "health.CLOCK_OFF_PHONES.title": "تُظهر الهواتف وهذا الحاسوب أوقاتًا مختلفة",
  "health.CLOCK_OFF_PHONES.text":
    "الفرق: {minutes} دقيقة، وتتفق عدة هواتف. اضبط تاريخ هذا الحاسوب ووقته.",
  "health.CLOCK_OFF_CLOUD.title": "تُظهر السحابة وهذا الحاسوب أوقاتًا مختلفة",
  "health.CLOCK_OFF_CLOUD.text":
    "الفرق: {minutes} دقيقة. اضبط تاريخ هذا الحاسوب ووقته ومنطقته الزمنية.",
  "health.RELAY_REFUSED.title": "لا تسمح السحابة بدخول Sync Hub هذا",
  "health.RELAY_REFUSED.text": "تُخدم الهواتف كالمعتاد ولا يضيع شيء. أبلغ مدير السحابة: {problem}",
  "health.RELAY_OVERDUE.title": "سجلات تنتظر السحابة منذ {days} أيام",
  "health.RELAY_OVERDUE.text":
    "في الانتظار: {rows}. هي محفوظة هنا وليس في مكان آخر. صِل هذا الحاسوب بالإنترنت ساعة.",
  "health.AUDIT_DAMAGED.title": "السجل ليس كما كُتب",
  "health.AUDIT_DAMAGED.text": "غيّره شخص أو شيء ما. صدّره من شاشة النشاط وأبلغ المسؤول.",
  "health.ADDRESS_CHOICE_GONE.title": "العنوان المختار غير موجود",
  "health.ADDRESS_CHOICE_GONE.text":
    "{address} ليس عنوانًا لهذا الحاسوب الآن؛ تُعطى الهواتف {now}. أعد وصل تلك الشبكة أو اختر في شاشة الإعدادات.",
  "health.ADDRESS_CHANGED.title": "تغيّر العنوان الذي تستخدمه الهواتف",
  "health.ADDRESS_CHANGED.text":
    "تعرف الهواتف {address}؛ وهو الآن {now}. يمسح كل هاتف مقترن رمز QR في شاشة «إقران هاتف» مرة واحدة؛ لا حاجة إلى تسجيل دخول جديد ولا يضيع شيء.",
  "health.FIREWALL_ON.title": "قد يمنع جدار الحماية الهواتف",
  "health.FIREWALL_ON.text":
    "لم يصل أي هاتف عبر هذا العنوان بعد. إن لم تتمكن الهواتف من الاتصال فليُشغّل صاحب صلاحيات الإدارة: {fix}",
  "health.SECOND_PLACE_NONE.title": "النسخ الاحتياطية موجودة على هذا الحاسوب فقط",
  "health.SECOND_PLACE_NONE.text":
    "إذا ضاع أو تعطّل ضاعت معه. اختر ذاكرة USB أو مجلد شبكة مكانًا ثانيًا.",
  "health.SECOND_PLACE_SAME_DISK.title": "المكان الثاني على القرص نفسه",
  "health.SECOND_PLACE_SAME_DISK.text": "لا يفيد إذا تعطّل ذلك القرص. اختر ذاكرة USB أو مجلد شبكة.",
  "health.BATTERY_ON.title": "يعمل هذا الحاسوب على البطارية",
  "health.BATTERY_ON.text": "الشحن: {percent} %. صِله بالكهرباء متى أمكن.",
  "health.SLEEP_ALLOWED.title": "قد يدخل هذا الحاسوب في السكون",
  "health.SLEEP_ALLOWED.text":
    "لا تستطيع الهواتف المزامنة وهو نائم أو غطاؤه مغلق. أوقف السكون من إعدادات الطاقة في النظام.",
  "health.PHONE_CLOCK.title": "يُظهر هاتف وهذا الحاسوب وقتين مختلفين",
  "health.PHONE_CLOCK.text":
    "{phone}، الفرق: {minutes} دقيقة. انظر إلى الوقت في كليهما وصحّح الخاطئ.",
  "health.ADDRESS_LOCAL.title": "لا يصل إلى Sync Hub إلا هذا الحاسوب",
  "health.ADDRESS_LOCAL.text": "شُغّل بعنوان لا يستطيع أي هاتف استخدامه. شغّله من دون ⁦--host⁩.",
  "health.DATABASE_UNCHECKED.title": "لم تُفحص قاعدة البيانات منذ {days} أيام",
  "health.DATABASE_UNCHECKED.text": "يستغرق الفحص دقيقة ولا يزعج أحدًا. ابدأه من شاشة الصحة.",
} satisfies Readonly<Record<string, Text>>;
