/**
 * Newer versions, the machine, the report, in Arabic.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const PROGRAM = {
  "update.title": "الإصدارات الأحدث",
  "update.checked": "آخر بحث",
  "update.offered": "يمكن تثبيت الإصدار {version}.",
  "update.toSettings": "إلى الإعدادات",
  "update.isHere": "هو موجود على هذا الحاسوب.",
  "update.size": "يحتاج جلبه إلى {size} من الإنترنت.",
  "update.sources": "يعمل Sync Hub هذا من شيفرته المصدرية ولا يُحدَّث من هنا.",
  "update.install": "تثبيت",
  "update.installTitle": "تثبيت الإصدار {version}؟",
  "update.installText":
    "أولًا تُنهي الهواتف مزامنتها وتُنشأ نسخة احتياطية. ثم يبدأ Sync Hub من جديد خلال دقيقة ويطلب عبارة المرور. لا يضيع أي سجل. وإذا لم يبدأ الإصدار الجديد يعود الإصدار الحالي من تلقاء نفسه.",
  "update.check": "البحث عن إصدار أحدث",
  "update.looked": "تم البحث.",
  "update.file": "اختيار ملف تحديث",
  "update.back": "العودة إلى الإصدار {version}",
  "update.backTitle": "العودة إلى الإصدار {version}؟",
  "update.backGo": "العودة",
  "update.backText":
    "يبدأ Sync Hub من جديد بالإصدار السابق. وإذا لم يستطع فتح السجلات لأن الإصدار الأحدث غيّر شكلها فإنه يقول ذلك: عندها ثبّت الإصدار الأحدث من جديد.",
  "update.failed": "لم يبدأ الإصدار {version}.",
  "update.failedText": "يعمل الإصدار السابق والسجلات كما كانت. أخبر الشخص المسؤول عن Sync Hub هذا.",
  "update.fetchingPart": "الإصدار الجديد في الطريق: {percent} ٪",
  "update.step.checking": "يجري البحث عن إصدار أحدث …",
  "update.step.fetching": "الإصدار الجديد في الطريق …",
  "update.step.unpacking": "يجري تجهيز الإصدار الجديد …",
  "update.step.waiting": "في انتظار أن تُنهي الهواتف مزامنتها …",
  "update.step.saving": "تُنشأ نسخة احتياطية ويجري فحصها …",
  "update.step.restarting": "Sync Hub يبدأ من جديد …",
  "update.problem.OFFLINE":
    "لا طريق الآن إلى الإصدارات الأحدث. حاول لاحقًا أو أحضر ملف التحديث على ذاكرة USB.",
  "update.problem.NOT_SIGNED":
    "هذا التحديث ليس من صانعي Sync Hub، أو أن أحدًا غيّره. لا تستعمله. لم يُثبَّت شيء.",
  "update.problem.DAMAGED": "الملف غير كامل. اجلبه أو انسخه من جديد. لم يُثبَّت شيء.",
  "update.problem.UNREADABLE": "هذا ليس ملف تحديث لـ Sync Hub. اختر ملفًا آخر.",
  "update.problem.NOT_NEWER": "لا يوجد أحدث من الإصدار الذي يعمل هنا.",
  "update.problem.OTHER_SYSTEM": "هذا التحديث لنوع آخر من الحواسيب. لم يُثبَّت شيء.",
  "update.problem.TOO_FAR": "يجب تثبيت إصدار آخر قبل هذا. اسأل الشخص المسؤول عن Sync Hub هذا.",
  "update.problem.STORAGE": "تعذّر حفظ التحديث. أخلِ مساحة على القرص. لم يُثبَّت شيء.",
  "update.problem.LOCKED": "افتح قفل Sync Hub أولًا: تُنشأ نسخة احتياطية قبل التحديث.",
  "update.problem.NO_COPY":
    "تعذّر إنشاء النسخة الاحتياطية ولذلك لم يُثبَّت شيء. انظر أولًا إلى النسخ الاحتياطية.",
  "update.problem.NOT_INSTALLED": "يعمل Sync Hub هذا من شيفرته المصدرية. لم يُثبَّت شيء.",
  "machine.title": "هذا الحاسوب",
  "machine.keepAwake": "لا تدع الحاسوب ينام ما دامت الهواتف تُخدَم",
  "machine.notHeld": "لم يوافق النظام الآن على البقاء مستيقظًا. أوقف السكون في إعدادات النظام.",
  "machine.startAtLogin": "تشغيل Sync Hub عند تسجيل دخولي إلى هذا الحاسوب",
  "machine.lid": "قد ينام الحاسوب مع ذلك عند إغلاق الغطاء.",
  "report.title": "تقرير لمن يساعد",
  "report.text":
    "عندما لا يعمل شيء: احفظ هذا الملف وأرسله إلى من يساعدك. لا يحوي سجلات ولا أسماء ولا عناوين ولا مفاتيح.",
  "report.save": "حفظ التقرير",
} as const satisfies Readonly<Record<string, Text>>;
