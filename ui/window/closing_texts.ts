/** Languages of the question asked when the window is closed. */
export type ClosingLanguage = "en" | "es" | "ar";

/** Words of the question. `{n}` stands for a number. */
export interface ClosingTexts {
  readonly title: string;
  readonly phones: Readonly<Record<"none" | "one" | "several", string>>;
  readonly explanation: string;
  readonly keep: string;
  readonly keepHint: string;
  readonly stop: string;
  readonly stopHint: string;
  readonly back: string;
}

/** In each language. */
export const CLOSING_TEXTS: Readonly<Record<ClosingLanguage, ClosingTexts>> = {
  en: {
    title: "The Sync Hub is still serving phones",
    phones: {
      none: "No phone was connected in the last 10 minutes.",
      one: "1 phone was connected in the last 10 minutes.",
      several: "{n} phones were connected in the last 10 minutes.",
    },
    explanation: "What should happen now that its window is closed?",
    keep: "Keep serving phones",
    keepHint: "The window stays closed. To see it again, start the Sync Hub again.",
    stop: "Stop the Sync Hub",
    stopHint: "Phones cannot sync until someone starts it and enters the passphrase.",
    back: "Back to the window",
  },
  es: {
    title: "El Sync Hub sigue atendiendo a los teléfonos",
    phones: {
      none: "Ningún teléfono se conectó en los últimos 10 minutos.",
      one: "1 teléfono se conectó en los últimos 10 minutos.",
      several: "{n} teléfonos se conectaron en los últimos 10 minutos.",
    },
    explanation: "¿Qué debe pasar ahora que su ventana está cerrada?",
    keep: "Seguir atendiendo a los teléfonos",
    keepHint: "La ventana queda cerrada. Para verla, inicie el Sync Hub otra vez.",
    stop: "Detener el Sync Hub",
    stopHint:
      "Los teléfonos no podrán sincronizar hasta que alguien lo inicie y escriba la frase " +
      "de acceso.",
    back: "Volver a la ventana",
  },
  ar: {
    title: "ما زال Sync Hub يخدم الهواتف",
    phones: {
      none: "لم يتصل أي هاتف في آخر 10 دقائق.",
      one: "اتصل هاتف واحد في آخر 10 دقائق.",
      several: "عدد الهواتف المتصلة في آخر 10 دقائق: {n}.",
    },
    explanation: "ماذا تريد الآن بعد إغلاق النافذة؟",
    keep: "متابعة خدمة الهواتف",
    keepHint: "تبقى النافذة مغلقة. لرؤيتها شغّل Sync Hub مرة أخرى.",
    stop: "إيقاف Sync Hub",
    stopHint: "لن تتمكن الهواتف من المزامنة حتى يشغّله أحد ويدخل عبارة المرور.",
    back: "العودة إلى النافذة",
  },
};

/** The language of the machine if it is one of ours, else English. */
export function machineLanguage(locale: string = navigator.language): ClosingLanguage {
  const language = locale.slice(0, 2).toLowerCase();
  return language === "es" || language === "ar" ? language : "en";
}
