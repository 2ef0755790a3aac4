import type { ClosingLanguage } from "./closing_texts.ts";

/**
 * What ends the program before or behind its window:
 *
 * - `port`: another program uses the port
 * - `storage`: the data directory cannot be written
 * - `library`: the SQLCipher library is missing
 * - `running`: a hub without a window runs on the data directory
 * - `defect`: anything else
 */
export type ProblemKind = "port" | "storage" | "library" | "running" | "defect";

/** What has happened, and what to do. */
export interface ProblemTexts {
  readonly title: string;
  readonly advice: string;
}

/** In each language; `close` is on the button. */
export const PROBLEM_TEXTS: Readonly<
  Record<ClosingLanguage, Readonly<Record<ProblemKind, ProblemTexts>> & { readonly close: string }>
> = {
  en: {
    close: "Close",
    port: {
      title: "Another program is using the Sync Hub's port",
      advice: "Restart this computer, then start the Sync Hub again. If that does not help, ask " +
        "for help and say: port taken.",
    },
    storage: {
      title: "The Sync Hub cannot write to its folder",
      advice: "The disk may be full or write-protected. Free some space, then start it again. " +
        "Nothing was lost.",
    },
    library: {
      title: "A part of the Sync Hub is missing",
      advice: "Install the Sync Hub again. The records stay where they are.",
    },
    running: {
      title: "The Sync Hub is running already, without a window",
      advice: "Someone has started it as a service. Phones are served.",
    },
    defect: {
      title: "The Sync Hub had to stop",
      advice: "What phones have synced is stored. Start the Sync Hub again; if this comes back, " +
        "ask for help.",
    },
  },
  es: {
    close: "Cerrar",
    port: {
      title: "Otro programa usa el puerto del Sync Hub",
      advice: "Reinicie este equipo y abra el Sync Hub otra vez. Si no ayuda, pida ayuda y diga: " +
        "puerto ocupado.",
    },
    storage: {
      title: "El Sync Hub no puede escribir en su carpeta",
      advice: "El disco puede estar lleno o protegido. Libere espacio y ábralo otra vez. No se " +
        "perdió nada.",
    },
    library: {
      title: "Falta una parte del Sync Hub",
      advice: "Instale el Sync Hub otra vez. Los registros se quedan donde están.",
    },
    running: {
      title: "El Sync Hub ya está en marcha, sin ventana",
      advice: "Alguien lo inició como servicio. Los teléfonos están atendidos.",
    },
    defect: {
      title: "El Sync Hub tuvo que detenerse",
      advice: "Lo que los teléfonos sincronizaron está guardado. Ábralo otra vez; si se repite, " +
        "pida ayuda.",
    },
  },
  ar: {
    close: "إغلاق",
    port: {
      title: "يستخدم برنامج آخر منفذ Sync Hub",
      advice: "أعد تشغيل هذا الحاسوب ثم شغّل Sync Hub. إن لم ينفع فاطلب المساعدة وقل: المنفذ مشغول.",
    },
    storage: {
      title: "لا يستطيع Sync Hub الكتابة في مجلده",
      advice: "قد يكون القرص ممتلئًا أو محميًا من الكتابة. وفّر مساحة ثم شغّله. لم يُفقد شيء.",
    },
    library: {
      title: "ينقص جزء من Sync Hub",
      advice: "ثبّت Sync Hub من جديد. تبقى السجلات في مكانها.",
    },
    running: {
      title: "يعمل Sync Hub بالفعل دون نافذة",
      advice: "شغّله أحد كخدمة. الهواتف تُخدَم.",
    },
    defect: {
      title: "اضطر Sync Hub إلى التوقف",
      advice: "ما زامنته الهواتف محفوظ. شغّل Sync Hub مرة أخرى، وإن تكرر ذلك فاطلب المساعدة.",
    },
  },
};
