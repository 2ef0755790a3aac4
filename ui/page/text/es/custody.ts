/**
 * People, keys, clearing, a new start, and a hub that does not open, in Spanish.
 *
 * @module
 */
import type { CUSTODY as EN } from "../en/custody.ts";
import type { Catalogue } from "../text.ts";

export const CUSTODY: Catalogue<keyof typeof EN> = {
  "people.title": "Quién puede abrir este Sync Hub",
  "people.text":
    "Cada persona tiene su propia frase de acceso. Se puede cambiar y quitar sin tocar las demás.",
  "people.passphrase": "Primera frase de acceso",
  "people.officer": "Frase de acceso {n}",
  "people.recovery": "Clave de recuperación",
  "people.now": "Lo abrió esta vez",
  "people.add": "Añadir una frase de acceso",
  "people.addText":
    "Para otra persona, que la elige y la escribe aquí. Abre todo, igual que la suya.",
  "people.yours": "Su propia frase de acceso",
  "people.added": "La frase de acceso se ha añadido.",
  "people.remove": "Quitar",
  "people.removeTitle": "¿Quitar «{name}»?",
  "people.removeText":
    "Desde ahora ya no abre nada. Las copias hechas antes todavía se abren con ella.",
  "people.removeYours": "Una frase de acceso que se queda",
  "people.removed": "La frase de acceso se ha quitado.",
  "people.missing": "Las frases de acceso no se pueden leer ahora.",
  "keys.title": "Claves",
  "keys.data": "Volver a cifrar los registros",
  "keys.dataText":
    "Con una clave nueva. Hágalo si alguien puede tener una copia de los archivos y conoce una frase de acceso. Antes se hace una copia de seguridad. No se atiende a los teléfonos hasta que termine; con muchos registros tarda unos minutos.",
  "keys.dataDone": "Los registros están cifrados con una clave nueva.",
  "keys.identity": "Nueva identidad",
  "keys.identityText":
    "Para este Sync Hub. Hágalo si alguien puede haber tenido sus claves, por ejemplo después de un robo. Así nadie con las claves antiguas puede hacerse pasar por este Sync Hub.",
  "keys.identityPhones": {
    one:
      "{n} teléfono tiene que escanear de nuevo el código QR e iniciar sesión. Las aplicaciones más nuevas quizá lo hagan solas.",
    many:
      "{n} de teléfonos tienen que escanear de nuevo el código QR e iniciar sesión. Las aplicaciones más nuevas quizá lo hagan solas.",
    other:
      "{n} teléfonos tienen que escanear de nuevo el código QR e iniciar sesión. Las aplicaciones más nuevas quizá lo hagan solas.",
  },
  "keys.identityKept": "No se pierde nada: los teléfonos siguen donde estaban.",
  "keys.identityDone":
    "El Sync Hub tiene una nueva identidad. Los teléfonos escanean de nuevo el código QR.",
  "reset.title": "Quitar registros",
  "reset.text": "Cada vez se hace antes una copia de seguridad, y se guarda.",
  "reset.clear": "Quitar todos los registros",
  "reset.clearText":
    "Pacientes, visitas, existencias y todo lo que les pertenece. Las cuentas, los ajustes y los teléfonos vinculados se quedan. Los teléfonos conservan lo que tienen; lo que enviaron antes no se envía otra vez por sí solo. Lo que tiene la nube vuelve con la próxima sincronización.",
  "reset.clearDone": "Se han quitado todos los registros.",
  "reset.factory": "Quitar todo",
  "reset.factoryText":
    "Registros, cuentas, ajustes, teléfonos vinculados, frases de acceso y claves: el Sync Hub empieza como uno nuevo, y los teléfonos escanean su código QR como el de uno nuevo. Las copias de seguridad se guardan aparte en este equipo.",
  "reset.factoryDone": "Se ha quitado todo.",
  "reset.records": "Registros que se quitan",
  "reset.onlyHere": "En ningún otro lugar, incluidos los apartados",
  "reset.warn": {
    one: "{n} registro no está en la nube. Solo lo tendrá la copia de seguridad.",
    many: "{n} de registros no están en la nube. Solo los tendrá la copia de seguridad.",
    other: "{n} registros no están en la nube. Solo los tendrá la copia de seguridad.",
  },
  "reset.safe": "Todos están en la nube.",
  "reset.type": "Para mostrar que lo ha visto, escriba este número: {n}",
  "reset.differs": "Este no es el número.",
  "work.rotating_key": "Se vuelven a cifrar los registros",
  "work.rotating_identity": "Se crea una nueva identidad",
  "work.clearing": "Se quitan los registros",
  "work.resetting": "Se quita todo",
  "work.copy": "Primero se hace una copia de seguridad. Mientras tanto se atiende a los teléfonos.",
  "work.work":
    "No se atiende a los teléfonos hasta que termine. No se pierde nada si se va la luz: se termina, o se deshace, en el próximo inicio.",
  "work.done": "{n} % hecho",
  "work.cancel": "Cancelar y dejar todo como estaba",
  "before.factory": "Se quitó todo el {time}",
  "before.damaged": "Se apartaron archivos que no se podían abrir el {time}",
  "before.factoryText":
    "Sus copias de seguridad no se han borrado: están en la carpeta «{folder}» junto a los registros. Una nota en ella dice cómo usarlas.",
  "before.damagedText":
    "No se han borrado: están en la carpeta «{folder}» junto a los registros, con las copias de seguridad. Una nota en ella dice más.",
  "recovery.happened": "Qué ha pasado",
  "recovery.safe": "Qué está a salvo",
  "recovery.next": "Qué puede hacer",
  "recovery.again": "Intentar de nuevo",
  "recovery.againText": "Cuando haya hecho algo al respecto, introduzca la frase de acceso.",
  "recovery.export": "Guardar lo que se pueda leer",
  "recovery.exportText":
    "Lee en un archivo todos los registros que aún se pueden leer. Queda cerrado con la frase de acceso que introduzca; la ayuda dice cómo se abre.",
  "recovery.exportGo": "Ver qué se puede leer",
  "recovery.found": {
    one: "Se puede leer {n} registro.",
    many: "Se pueden leer {n} de registros.",
    other: "Se pueden leer {n} registros.",
  },
  "recovery.unreadable": {
    one: "{n} lugar no se puede leer.",
    many: "{n} de lugares no se pueden leer.",
    other: "{n} lugares no se pueden leer.",
  },
  "recovery.nothing":
    "No se puede leer nada. El archivo no ha cambiado: una persona entendida puede intentarlo.",
  "recovery.save": "Guardar el archivo",
  "recovery.start": "Empezar de nuevo con un Sync Hub vacío",
  "recovery.startText":
    "Los archivos actuales se apartan en este equipo, no se borran. Los teléfonos escanean el código QR del nuevo Sync Hub y conservan sus registros. Si hay una copia de seguridad, mejor restáurela.",
  "recovery.startType": "Para mostrar que va en serio, escriba esta palabra: {word}",
  "recovery.word": "nuevo",
  "recovery.wrongWord": "Esta no es la palabra.",
  "recovery.restore": "Restaurar una copia de seguridad",
  "safe.records":
    "Los registros están en este equipo, sin cambios. Los teléfonos conservan los suyos.",
  "safe.copies":
    "No se ha cambiado nada. Los teléfonos conservan sus registros, las copias de seguridad están donde estaban y lo que tiene la nube sigue allí.",
  "trouble.VAULT_MISSING.title": "Falta el archivo de las claves",
  "trouble.VAULT_MISSING.text":
    "Los registros están aquí, pero no el archivo que los abre (hub.vault). Quizá alguien lo movió o no lo copió con ellos.",
  "trouble.VAULT_MISSING.todo":
    "Use la copia guardada si se ofrece aquí. Si no, busque hub.vault y póngalo de nuevo junto a los registros, o restaure una copia de seguridad.",
  "trouble.BOTH_MISSING.title": "Faltan los registros y sus claves",
  "trouble.BOTH_MISSING.text":
    "El archivo de las claves (hub.vault) y el de los registros (hub.db) no están aquí, pero sí sus copias de seguridad. Quizá alguien los movió o los borró.",
  "trouble.BOTH_MISSING.todo":
    "Si alguien sabe dónde están los dos archivos, póngalos de nuevo aquí, con hub.db-wal si lo hay. Si no, restaure la copia de seguridad más reciente.",
  "trouble.VAULT_DAMAGED.title": "El archivo de las claves está dañado",
  "trouble.VAULT_DAMAGED.text":
    "El disco devuelve algo distinto de lo que se escribió. Ninguna frase de acceso lo abre tal como está.",
  "trouble.VAULT_DAMAGED.todo":
    "Use la copia guardada si se ofrece aquí; si no, restaure una copia de seguridad. Pida que alguien revise el disco.",
  "trouble.VAULT_FOREIGN.title": "El archivo de las claves no es del Sync Hub",
  "trouble.VAULT_FOREIGN.text": "Lo escribió otro programa, o fue sustituido.",
  "trouble.VAULT_FOREIGN.todo":
    "Use la copia guardada si se ofrece aquí; si no, restaure una copia de seguridad.",
  "trouble.VAULT_NEWER.title": "Una versión más nueva escribió los archivos",
  "trouble.VAULT_NEWER.text": "Esta versión del programa no puede leerlos.",
  "trouble.VAULT_NEWER.todo":
    "Vuelva a instalar la versión más nueva del Sync Hub. No hace falta nada más.",
  "trouble.DATABASE_MISSING.title": "Faltan los registros",
  "trouble.DATABASE_MISSING.text":
    "El archivo de las claves está aquí, pero el de los registros (hub.db) no está, o está vacío. Uno vacío en su lugar parecería una clínica sin pacientes.",
  "trouble.DATABASE_MISSING.todo":
    "Busque hub.db y póngalo de nuevo junto a hub.vault, con hub.db-wal si lo hay. Si no, restaure una copia de seguridad.",
  "trouble.DATABASE_DAMAGED.title": "Los registros están dañados",
  "trouble.DATABASE_DAMAGED.text":
    "El archivo de los registros (hub.db) no se puede leer entero: el disco devuelve algo distinto de lo que se escribió, o es de otro Sync Hub.",
  "trouble.DATABASE_DAMAGED.todo":
    "Guarde lo que se pueda leer y después restaure la copia de seguridad más reciente. Pida que alguien revise el disco.",
  "trouble.DATABASE_NEWER.title": "Una versión más nueva escribió los registros",
  "trouble.DATABASE_NEWER.text": "Esta versión del programa no puede leerlos.",
  "trouble.DATABASE_NEWER.todo":
    "Vuelva a instalar la versión más nueva del Sync Hub. O restaure una copia de seguridad anterior a ella.",
  "trouble.LIBRARY.title": "Falta una parte del programa",
  "trouble.LIBRARY.text":
    "La parte que lee los registros cifrados (SQLCipher) no está, o no es la que corresponde a esta versión.",
  "trouble.LIBRARY.todo":
    "Vuelva a instalar el Sync Hub. Los registros no forman parte del programa y se quedan. Después inténtelo de nuevo.",
  "trouble.STORAGE.title": "El disco está lleno o no responde",
  "trouble.STORAGE.text": "Los registros no se pueden abrir porque no se puede escribir nada.",
  "trouble.STORAGE.todo":
    "Libere espacio: vacíe la papelera, quite archivos grandes que nadie necesite. Si el disco no está lleno, pida que alguien lo revise. Después inténtelo de nuevo.",
  "error.PASSPHRASE_TAKEN": "Otra persona tiene esta frase de acceso. Elija una propia.",
  "error.PASSPHRASE_NEEDED":
    "Esta frase de acceso no se puede quitar consigo misma, y una tiene que quedar. Introduzca una que se quede.",
  "error.TOO_MANY_PASSPHRASES": "Hay tantas frases de acceso como puede haber. Quite antes alguna.",
  "error.SNAPSHOT_FAILED":
    "No se ha cambiado nada: no se pudo hacer la copia de seguridad que va primero. Mire el espacio libre del disco.",
};
