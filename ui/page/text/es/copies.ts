/**
 * Copias de seguridad y restauración, en español.
 *
 * @module
 */
import type { Catalogue } from "../text.ts";
import type { COPIES as EN } from "../en/copies.ts";

export const COPIES: Catalogue<keyof typeof EN> = {
  "help.backups":
    "Las copias de seguridad de todos los registros: de cuándo es la más reciente, en este equipo y en un segundo lugar, y cómo restaurar una.",
  "place.backups": "Copias de seguridad",
  "backup.intro":
    "Copias cifradas de todos los registros. El Sync Hub hace una cada día y guarda las siete últimas.",
  "backup.make": "Hacer una copia ahora",
  "backup.made": "La copia de seguridad está hecha y comprobada.",
  "backup.copying":
    "Se está haciendo la copia de seguridad. Mientras tanto se atiende a los teléfonos.",
  "backup.checking": "Se está comprobando la copia de seguridad.",
  "backup.here": "En este equipo",
  "backup.newest": "Copia más reciente",
  "backup.none": "Ninguna todavía",
  "backup.count": "Copias guardadas",
  "backup.failed": "No se pudo hacer la última copia de seguridad.",
  "backup.listHere": "Copias en este equipo",
  "backup.listSecond": "Copias en el segundo lugar",
  "backup.damaged": "Dañada",
  "backup.unchecked": "Sin comprobar",
  "backup.checked": "Comprobada",
  "backup.rows": { one: "{n} registro", many: "{n} de registros", other: "{n} registros" },
  "backup.restore": "Restaurar",
  "backup.check": "Comprobar",
  "backup.checkDone": "La copia de seguridad está completa.",
  "backup.delete": "Eliminar",
  "backup.deleteTitle": "Eliminar una copia",
  "backup.deleted": "La copia está eliminada.",
  "backup.deleteText": "La copia de {time} se perderá para siempre.",
  "backup.why.manual": "Hecha a mano",
  "backup.why.daily": "Hecha automáticamente",
  "backup.why.migration": "Antes de una versión nueva",
  "backup.why.rotation": "Antes de una clave nueva",
  "backup.why.clearing": "Antes de quitar los registros",
  "backup.why.reset": "Antes de quitarlo todo",
  "backup.why.update": "Antes de una actualización",
  "backup.why.restore": "Apartada por una restauración",
  "backup.twin": "Parece que funciona un segundo Sync Hub con la misma identidad",
  "backup.twinText": {
    one:
      "{n} teléfono se sincronizó con otro equipo creado a partir de una copia de este. Detenga uno de los dos: los registros se reparten entre ambos.",
    many:
      "{n} teléfonos se sincronizaron con otro equipo creado a partir de una copia de este. Detenga uno de los dos: los registros se reparten entre ambos.",
    other:
      "{n} teléfonos se sincronizaron con otro equipo creado a partir de una copia de este. Detenga uno de los dos: los registros se reparten entre ambos.",
  },
  "second.title": "Segundo lugar",
  "second.none":
    "No hay un segundo lugar. Si este equipo se rompe o lo roban, se pierden con él todas las copias.",
  "second.folder": "Carpeta",
  "second.missing":
    "No está desde {time}. Conecte la memoria USB o la carpeta de red. La copia más reciente irá allí por sí sola. Si está conectada, elija otra vez su carpeta: el sistema puede haberle dado otro nombre.",
  "second.failing": "Está, pero no admite copias.",
  "second.sameDisk":
    "Esta carpeta está en el mismo disco que los registros. Elija una memoria USB.",
  "second.choose": "Carpeta de una memoria USB o carpeta de red",
  "second.hint": "Cada copia va también allí, cifrada.",
  "second.use": "Usar esta carpeta",
  "second.stop": "No usar un segundo lugar",
  "second.chosen": "Desde ahora las copias van también allí.",
  "second.useText":
    "Cada copia irá también a esta carpeta. Tiene que estar ahora: conecte antes la memoria USB.",
  "second.stopText":
    "Las copias quedarán solo en este equipo. Las del segundo lugar no se eliminan, y ya no aparecen aquí.",
  "second.stopped": "Las copias quedan solo en este equipo.",
  "restore.title": "Restaurar una copia de seguridad",
  "restore.elsewhere": "Una copia en otra carpeta",
  "restore.entryText":
    "Una copia tiene todos los registros y la identidad del Sync Hub: los teléfonos siguen sin volver a escanear.",
  "restore.folder": "Carpeta de la copia",
  "restore.folderHint": "La carpeta con los archivos manifest.json, hub.vault y hub.db.",
  "restore.noFolder": "Escriba la carpeta de la copia.",
  "restore.noBackup":
    "En esta carpeta no hay ninguna copia. En una memoria USB, cada copia es una carpeta propia dentro de sync-hub-copies.",
  "restore.open": "Ver esta copia",
  "restore.secretText":
    "Escriba la frase de acceso que abría el Sync Hub cuando se hizo esta copia, o la clave de recuperación de entonces.",
  "restore.look": "Verla",
  "restore.looking": "Abriendo y comprobando la copia. Con muchos registros tarda unos minutos.",
  "restore.made": "Hecha",
  "restore.hub": "Nombre del Sync Hub",
  "restore.rows": "Registros que contiene",
  "restore.phones": "Teléfonos que conoce",
  "restore.otherHub": "Esta copia es de otro Sync Hub",
  "restore.otherHubText":
    "Sus teléfonos son otros. Habría que vincular de nuevo los teléfonos de este Sync Hub.",
  "restore.unknownText":
    "Los registros actuales no se pueden abrir, así que no se sabe qué más contienen.",
  "restore.nothingLost": "La copia tiene todo lo que hay aquí ahora.",
  "restore.lost": "Esto es más reciente que la copia y después no estará en el Sync Hub:",
  "restore.added": "Nuevos",
  "restore.changed": "Cambiados",
  "restore.missing": "Vuelven",
  "restore.notInCloud": {
    one: "{n} de estos registros no está en la nube.",
    many: "{n} de estos registros no están en la nube.",
    other: "{n} de estos registros no están en la nube.",
  },
  "restore.phonesConcerned": "Teléfonos afectados",
  "restore.phone.synced":
    "se ha sincronizado desde entonces: conserva lo que envió. Al guardar allí de nuevo un registro, este vuelve.",
  "restore.phone.unknown":
    "se vinculó después: tiene que escanear el código e iniciar sesión de nuevo.",
  "restore.phone.revoked": "se retiró después y sigue retirado.",
  "restore.phone.ahead":
    "tiene más que el Sync Hub. Al guardar allí de nuevo un registro, este vuelve.",
  "restore.asideText":
    "Los registros actuales se apartan antes como copia de seguridad: la restauración se puede deshacer.",
  "restore.standby":
    "El Sync Hub tendrá la misma identidad que el de la copia. No use nunca los dos: detenga antes el otro.",
  "restore.agree": "He leído lo que faltará y quiero restaurar.",
  "restore.go": "Restaurar ahora",
  "restore.working": "Restaurando. Durante unos minutos no se atiende a los teléfonos.",
  "restore.done": "La copia de seguridad está restaurada.",
  "work.restoring": "Restaurando una copia de seguridad",
  "restored.title": "Se restauró una copia de seguridad",
  "restored.text": "El {time} se restauró la copia de {copy}, con {rows} registros.",
  "restored.lost": "No volvió:",
  "restored.unknown":
    "Los registros anteriores no se pudieron abrir, así que no se sabe qué no volvió.",
  "restored.again":
    "Lo que está en la nube vuelve con la próxima sincronización con la nube. Lo que solo tiene un teléfono vuelve cuando se guarda de nuevo en ese teléfono.",
  "restored.dismiss": "Entendido",
  "error.NO_ROOM":
    "El disco tiene poco espacio para una copia de seguridad. Libere espacio o elimine copias antiguas.",
  "error.OTHER_KEY":
    "Esta copia es de antes de cambiar la clave. Elija Restaurar y escriba su frase de acceso para ver lo que contiene: así se comprueba, y todavía no cambia nada.",
  "error.ONLY_COPY":
    "Es la única copia de seguridad íntegra en este lugar. Haga otra primero y luego elimine esta.",
  "error.IN_USE":
    "Esta carpeta pertenece a un Sync Hub que está en marcha. Deténgalo primero y déjelo detenido.",
  "error.PLACE_MISSING": "La carpeta no está. Conecte la memoria USB o la carpeta de red.",
};
