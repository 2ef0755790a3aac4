/**
 * What stands in the folder of kept files, for whoever finds it: in all languages of the hub.
 *
 * @module
 */

/** The text of `README.txt`. */
export function keptReadme({ atMs, why }: KeptWhy): string {
  const time = new Date(atMs).toISOString().slice(0, 16).replace("T", " ");
  return TEXTS.map((text) => text[why].replace("{time}", `${time} UTC`)).join("\n\n") + "\n";
}

/** When and why something was kept. */
interface KeptWhy {
  /** Epoch ms. */
  readonly atMs: number;
  readonly why: "factory" | "damaged";
}

/** A text for each reason of a reset. */
type KeptText = Readonly<Record<KeptWhy["why"], string>>;

const TEXTS: readonly KeptText[] = [
  {
    factory: `Hikma Health Local Sync Hub

On {time} everything was removed from the hub in the folder above. The copies that
were made before are in "snapshots". They are encrypted: each opens with the passphrase
or the recovery key that was valid when it was made. To bring one back, choose "Restore"
in the Sync Hub and a folder in "snapshots". Do not delete this folder before you are sure that
nobody needs the records.`,
    damaged: `Hikma Health Local Sync Hub

On {time} the files of the hub in the folder above could not be opened, and it was
set up anew. The files are here as they were, with the copies made before in "snapshots".
Somebody who knows may still be able to read them. Do not delete this folder before you are
sure that nobody needs the records.`,
  },
  {
    factory: `El {time} se quitó todo del Sync Hub de la carpeta superior. Las copias hechas antes
están en "snapshots". Están cifradas: cada una se abre con la frase de acceso o la clave de
recuperación que valía cuando se hizo. Para recuperar una, elija "Restaurar" en el Sync Hub y
una carpeta de "snapshots". No la borre hasta estar seguro de que nadie necesita los registros.`,
    damaged: `El {time} no se pudieron abrir los archivos del Sync Hub de la carpeta superior, y se
configuró de nuevo. Los archivos están aquí tal como estaban, y las copias hechas antes en
"snapshots". Quizá una persona entendida aún pueda leerlos. No borre esta carpeta hasta estar
seguro de que nadie necesita los registros.`,
  },
  {
    factory: `في {time} أُزيل كل شيء من Sync Hub في المجلد الأعلى. النسخ التي أُنشئت قبل ذلك في
"snapshots". وهي مشفرة: تُفتح كل نسخة بعبارة المرور أو مفتاح الاسترداد اللذين كانا ساريين عند
إنشائها. لاستعادة نسخة اختر "استعادة" في Sync Hub ثم مجلدًا في "snapshots". لا تحذف هذا المجلد قبل التأكد
من أن لا أحد يحتاج إلى السجلات.`,
    damaged: `في {time} تعذر فتح ملفات Sync Hub في المجلد الأعلى فأُعِد من جديد. الملفات هنا كما كانت،
والنسخ التي أُنشئت قبل ذلك في "snapshots". قد يستطيع شخص خبير قراءتها. لا تحذف هذا المجلد قبل
التأكد من أن لا أحد يحتاج إلى السجلات.`,
  },
];
