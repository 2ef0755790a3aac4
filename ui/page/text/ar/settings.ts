/**
 * The settings, in Arabic.
 *
 * @module
 */
import type { SETTINGS as EN } from "../en/settings.ts";
import type { Catalogue } from "../text.ts";

export const SETTINGS: Catalogue<keyof typeof EN> = {
  "settings.intro": "تسري التغييرات فورًا.",
  "settings.contents": "في هذه الشاشة",
  "settings.looks": "المظهر",
  "settings.theme": "الألوان",
  "theme.system": "كالحاسوب",
  "theme.light": "فاتحة",
  "theme.dark": "داكنة",
  "settings.contrast": "التباين",
  "contrast.system": "كالحاسوب",
  "contrast.more": "عالٍ",
  "settings.digits": "الأرقام",
  "settings.digitsHint": "العناوين والرموز والإصدارات بالأرقام الغربية دائمًا.",
  "settings.screen": "الشاشة والقفل",
  "settings.hide": "إخفاء الشاشة بعد",
  "settings.hideHint":
    "دون وجود أحد أمام هذا الحاسوب. تُخدم الهواتف كما من قبل، وعبارة المرور تُظهر الشاشة من جديد.",
  "settings.minutes": {
    zero: "فورًا",
    one: "دقيقة واحدة",
    two: "دقيقتين",
    few: "{n} دقائق",
    many: "{n} دقيقة",
    other: "{n} دقيقة",
  },
  "settings.lock": "قفل كامل بعد",
  "settings.lockHint": "ساعات دون أي هاتف. بعدها لا تُخدم الهواتف حتى يُدخل أحد عبارة المرور.",
  "settings.never": "أبدًا",
  "settings.hours": {
    zero: "فورًا",
    one: "ساعة واحدة",
    two: "ساعتين",
    few: "{n} ساعات",
    many: "{n} ساعة",
    other: "{n} ساعة",
  },
  "settings.name": "الاسم",
  "settings.network": "الشبكة",
  "settings.port": "المنفذ",
  "settings.portHint":
    "يسري من البدء القادم. عندها تمسح كل الهواتف رمز QR من جديد، فلا تغيّره إلا إذا احتاج برنامج آخر إلى المنفذ الحالي.",
  "settings.portBetween": "بين 1024 و65535.",
  "settings.portNext": "من البدء القادم تصل الهواتف إلى Sync Hub عبر المنفذ {port}.",
  "settings.toAddress": "اختيار العنوان",
  "settings.serving": "خدمة الهواتف",
  "settings.tokenSeenDays": "الأيام التي يجوز للهاتف أن يغيبها",
  "settings.tokenSeenDaysHint": "بعدها عليه أن يمسح رمز QR من جديد.",
  "settings.pageRows": "السجلات في الجواب الواحد",
  "settings.pageRowsHint": "‏0 يعني بلا حد. الهاتف الذي لديه المزيد يتزامن عدة مرات.",
  "settings.pageMiB": "حجم الجواب الواحد، MiB",
  "settings.pageMiBHint": "‏0 يعني بلا حد.",
  "settings.maxBodyMiB": "أكبر رسالة من هاتف، MiB",
  "settings.maxBodyMiBHint": "يسري من التشغيل التالي.",
  "settings.between": "بين {least} و{most}.",
  "settings.secrets": "عبارة المرور ومفتاح الاسترداد",
  "settings.secretsText": "تغييرهما لا يمس السجلات.",
  "secrets.change": "تغيير عبارة المرور",
  "secrets.current": "عبارة المرور الحالية",
  "secrets.withKeyText": "تُستبدل عبارة المرور الأولى. وتبقى عبارات الأشخاص الآخرين كما هي.",
  "secrets.changed": "غُيّرت عبارة المرور.",
  "secrets.newKey": "مفتاح استرداد جديد",
  "secrets.newKeyText": "يتوقف مفتاح الاسترداد الحالي عن العمل فورًا.",
};
