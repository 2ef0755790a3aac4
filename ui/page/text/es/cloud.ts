/**
 * The cloud, in Spanish.
 *
 * @module
 */
import type { CLOUD as EN } from "../en/cloud.ts";
import type { Catalogue } from "../text.ts";

export const CLOUD: Catalogue<keyof typeof EN> = {
  "cloud.title": "Nube",
  "cloud.none": "Sin conexión con la nube",
  "cloud.noneText":
    "Los registros se quedan aquí y en los teléfonos; no se pierde nada. Para conectarse hacen falta la dirección de la nube y la clave que su administrador creó para este Sync Hub.",
  "cloud.connect": "Registrar en la nube",
  "cloud.state.fine": "Todo está en la nube",
  "cloud.state.waiting": "Espera a la próxima sincronización",
  "cloud.state.some": "La nube no aceptó todo",
  "cloud.state.first": "Aún no se ha hecho la primera sincronización",
  "cloud.state.running": "Sincronizando con la nube",
  "cloud.state.later": "Ahora no se puede llegar a la nube",
  "cloud.state.blocked": "La sincronización con la nube le necesita",
  "cloud.lastRelay": "Última sincronización con la nube",
  "cloud.nextRelay": "Próximo intento",
  "cloud.never": "Nunca",
  "cloud.waiting": "Pendiente de enviar a la nube",
  "cloud.line": {
    one: "{n} registro espera a la nube",
    many: "{n} de registros esperan a la nube",
    other: "{n} registros esperan a la nube",
  },
  "cloud.lineLast": "Última sincronización: {ago}",
  "cloud.waitingSince": "El más antiguo, desde",
  "cloud.unconfirmed": "Enviado, aún sin confirmar",
  "cloud.lastSent": "Enviado la última vez",
  "cloud.lastReceived": "Recibido la última vez",
  "cloud.keptHereText": "La nube no tiene lugar para estos tipos de registros:",
  "cloud.syncNow": "Sincronizar ahora",
  "cloud.begun": "La sincronización empieza.",
  "cloud.cancel": "Detener esta sincronización",
  "cloud.cancelled":
    "La sincronización se detiene en el próximo momento seguro. Lo enviado queda enviado.",
  "cloud.toSettings": "Ajustes de la nube",
  "cloud.toRows": "Ver lo que la nube no aceptó",
  "cloud.failures": {
    one: "Ha fallado {n} intento desde la última sincronización.",
    many: "Han fallado {n} de intentos desde la última sincronización.",
    other: "Han fallado {n} intentos desde la última sincronización.",
  },
  "run.checking": "Preguntando a la nube por este Sync Hub",
  "run.looking": "Buscando lo nuevo de aquí",
  "run.sending": "Enviando",
  "run.receiving": "Recibiendo",
  "run.storing": "Guardando lo que ha llegado",
  "run.ofRows": "{rows} de {total} registros",
  "run.bytes": "{size} recibidos",
  "run.attempt": "Intento {n}",
  "run.since": "Desde {time}",
  "relay.NOT_A_URL":
    "Esta no es la dirección de un servidor. Cópiela de lo que le dio el administrador.",
  "relay.NOT_HTTPS": "La dirección debe empezar por https://, para que nadie pueda leer los datos.",
  "relay.NO_INTERNET":
    "Ahora no hay internet. No se pierde nada; se vuelve a intentar por sí solo.",
  "relay.NAME_NOT_FOUND":
    "No se encontró la nube. Mire si hay internet y si la dirección es correcta.",
  "relay.TLS":
    "El servidor no pudo demostrar que es la nube. Revise la fecha y la hora de este equipo, y si el Wi-Fi pide antes iniciar sesión.",
  "relay.STALLED":
    "La conexión se quedó en silencio. Se vuelve a intentar por sí solo y sigue donde estaba.",
  "relay.BROKEN_ANSWER":
    "La conexión se cortó varias veces. Se vuelve a intentar por sí solo; una conexión mejor ayuda.",
  "relay.NOT_A_CLOUD":
    "Respondió otra cosa en lugar de la nube. Revise la dirección, y si el Wi-Fi pide antes iniciar sesión.",
  "relay.CLOUD_FAILED":
    "La nube tiene un problema propio. Se vuelve a intentar por sí solo; si dura, avise al administrador.",
  "relay.CLOUD_TOO_NEW":
    "La nube es demasiado nueva para esta versión. Instale la versión más nueva del Sync Hub.",
  "relay.TOO_MANY": "La nube pidió esperar. Se vuelve a intentar por sí solo.",
  "relay.KEY_REFUSED":
    "La nube no acepta la clave. Pida una nueva al administrador e introdúzcala en los ajustes.",
  "relay.SUSPENDED":
    "El administrador ha suspendido este Sync Hub en la nube. Los teléfonos se atienden como antes. Pregunte al administrador.",
  "relay.DECOMMISSIONED":
    "El administrador ha dado de baja este Sync Hub en la nube. Los teléfonos se atienden como antes. Pregunte al administrador.",
  "relay.NO_CLINICS":
    "La nube no ha dado ninguna clínica a este Sync Hub. Pida al administrador que añada una.",
  "relay.OTHER_DEVICE": "Esta clave es de otro Sync Hub. Pida al administrador la clave de este.",
  "relay.OTHER_CLOUD":
    "Este Sync Hub tiene cuentas y registros de otra nube. Para pasar a esta, elija primero «Quitar todo» en los ajustes. Si es la misma nube con otra dirección, pida al administrador que dé allí a este Sync Hub una de sus clínicas.",
  "relay.DEMO":
    "Este Sync Hub contiene la clínica inventada de demostración, que nunca debe llegar a una nube. Inicie uno nuevo para el trabajo real.",
  "relay.CANCELLED": "Alguien detuvo la última sincronización. No se pierde nada.",
  "relay.LOCKED":
    "El Sync Hub se bloqueó durante la sincronización. Sigue después de desbloquearlo.",
  "relay.STORAGE":
    "El disco está lleno o no responde. Libere espacio; después se vuelve a intentar.",
  "relay.DEFECT":
    "El Sync Hub tuvo un error durante la sincronización. No se pierde nada. Si continúa, comuníquelo.",
  "asked.NO_INTERNET": "Ahora no hay internet. Conecte este equipo e inténtelo de nuevo.",
  "asked.STALLED": "La conexión se quedó en silencio. Inténtelo de nuevo.",
  "asked.BROKEN_ANSWER": "La conexión se cortó. Inténtelo de nuevo; una conexión mejor ayuda.",
  "asked.CLOUD_FAILED":
    "La nube tiene un problema propio. Inténtelo más tarde; si dura, avise al administrador.",
  "asked.TOO_MANY": "La nube pidió esperar. Inténtelo dentro de unos minutos.",
  "register.text": "El administrador de la nube le da la dirección y la clave.",
  "register.url": "Dirección de la nube",
  "register.urlHint": "Empieza por https://",
  "register.key": "Clave de este Sync Hub",
  "register.keyHint":
    "Empieza por hh_. Se muestra una sola vez en la nube, al crear allí este Sync Hub.",
  "register.passphraseHint": "La que abre este Sync Hub.",
  "register.go": "Registrar",
  "register.busy": "Preguntando a la nube. Tarda hasta medio minuto.",
  "register.done": "Registrado como {name}.",
  "register.again": "Cambiar la dirección o la clave",
  "register.againText":
    "Por ejemplo, cuando el administrador ha creado una clave nueva. Los registros y los teléfonos quedan como están. Solo para la misma nube: lo que una nube ya tiene no se envía a otra.",
  "register.orFile": "O cargar un archivo de aprovisionamiento",
  "register.orCloud": "O registrar en la nube",
  "registered.name": "Nombre en la nube",
  "registered.state": "Estado en la nube",
  "registered.active": "Activo",
  "registered.other": "No activo: {state}",
  "registered.url": "Dirección",
  "registered.key": "Clave",
  "registered.keyKept": "Guardada cifrada, nunca se muestra",
  "registered.clinics": "Clínicas",
  "registered.noClinics": "Ninguna: pida al administrador que añada una.",
  "registered.notAsked": "Aún no se ha preguntado a la nube.",
  "registered.check": "Preguntar de nuevo a la nube",
  "registered.checked": "La nube ha respondido; así están las cosas.",
  "deregister.go": "Desconectar de la nube",
  "deregister.title": "¿Desconectar de la nube?",
  "deregister.text":
    "Se olvidan la dirección y la clave, y no se envía nada más. Los registros se quedan aquí y los teléfonos se atienden como antes. Para volver a conectarse hace falta la clave.",
  "deregister.waiting": {
    one: "{n} registro aún no está en la nube. Se queda aquí.",
    many: "{n} de registros aún no están en la nube. Se quedan aquí.",
    other: "{n} registros aún no están en la nube. Se quedan aquí.",
  },
  "deregister.done": "Desconectado de la nube.",
  "load.text":
    "Prepara este Sync Hub sin internet: cuentas, clínicas y formularios de otro Sync Hub. Hacen falta el archivo y su propia frase de acceso.",
  "load.file": "Archivo de aprovisionamiento",
  "load.noFile": "Elija primero el archivo.",
  "load.passphrase": "Frase de acceso del archivo",
  "load.passphraseHint": "La eligió quien hizo el archivo. No es la de este Sync Hub.",
  "load.go": "Cargar el archivo",
  "load.busy": "Cargando el archivo. Tarda un momento.",
  "load.done": {
    one: "Cargado: {n} cuenta ya puede iniciar sesión.",
    many: "Cargado: {n} de cuentas ya pueden iniciar sesión.",
    other: "Cargado: {n} cuentas ya pueden iniciar sesión.",
  },
  "make.title": "Archivo de aprovisionamiento",
  "make.text":
    "Prepara otro Sync Hub sin internet: cuentas, clínicas y formularios, sin pacientes. Está cifrado con una frase de acceso propia y sirve durante 30 días.",
  "make.go": "Hacer un archivo de aprovisionamiento",
  "make.passphrase": "Frase de acceso de este Sync Hub",
  "make.filePassphrase": "Una frase de acceso nueva para el archivo",
  "make.filePassphraseText":
    "Dígasela de viva voz a quien cargue el archivo, no junto con el archivo.",
  "make.busy": "Haciendo el archivo. Tarda un momento.",
  "make.done": {
    one: "El archivo está listo, con {n} cuenta. Sirve hasta el {date}.",
    many: "El archivo está listo, con {n} de cuentas. Sirve hasta el {date}.",
    other: "El archivo está listo, con {n} cuentas. Sirve hasta el {date}.",
  },
  "make.save": "Guardar el archivo",
  "provision.NOT_A_FILE": "Este no es un archivo de aprovisionamiento. Elija otro.",
  "provision.DAMAGED": "El archivo está dañado. Cópielo otra vez o pida que lo hagan de nuevo.",
  "provision.NEWER_VERSION":
    "Una versión más nueva hizo este archivo. Instale la versión más nueva del Sync Hub.",
  "provision.WRONG_PASSPHRASE":
    "La frase de acceso no es la del archivo. Revise Bloq Mayús y el idioma del teclado.",
  "provision.EXPIRED": "El archivo tiene más de 30 días. Pida uno nuevo.",
  "provision.FROM_THE_FUTURE":
    "El archivo se hizo más tarde de lo que es aquí. Ajuste la fecha y la hora de este equipo.",
  "provision.NO_ACCOUNTS": "Nadie de este archivo puede iniciar sesión. Pida otro.",
  "provision.HAS_DATA":
    "Este Sync Hub ya tiene datos de la nube o de un archivo posterior. No se cambió nada.",
  "provision.WEAK_PASSPHRASE":
    "La frase de acceso es demasiado débil. Elija 12 caracteres o más, al menos 5 distintos.",
  "provision.NOT_REGISTERED":
    "Este Sync Hub aún no tiene nada de la nube. Regístrelo y sincronice primero.",
  "provision.OUT_OF_DATE":
    "Este Sync Hub supo de la nube por última vez hace más de 30 días. Sincronice primero con la nube.",
  "provision.TOO_LARGE":
    "El archivo es demasiado grande para ser de aprovisionamiento. Elija otro.",
  "rows.title": "Lo que la nube no aceptó",
  "rows.text":
    "Estos registros están a salvo en este Sync Hub, pero la nube no los tiene. La mayoría necesita una corrección en un teléfono o en la nube.",
  "rows.none": "La nube aceptó todo",
  "rows.noneYet": "Aún no se ha enviado nada a la nube",
  "rows.since": "Desde {time} ({ago}).",
  "rows.next": "Se vuelve a intentar por sí solo: {time}.",
  "rows.noNext": "Se vuelve a intentar cuando alguien lo corrija.",
  "rows.retry": "Intentar de nuevo",
  "rows.retryAll": "Intentar todos de nuevo",
  "rows.retried": {
    one: "{n} registro sube con la próxima sincronización.",
    many: "{n} de registros suben con la próxima sincronización.",
    other: "{n} registros suben con la próxima sincronización.",
  },
  "rows.export": "Exportar todos",
  "rows.more": "Mostrar más",
  "rows.keptHere": "Tipos que la nube no acepta",
  "taken.refused": "Rechazado por la nube",
  "taken.dropped": "La nube dijo que sí y no lo guardó",
  "taken.unsendable": "No se puede enviar",
  "taken.narrowed": "Se envió, con menos de lo que dice aquí",
  "taken.unread": "De la nube, y no se pudo guardar aquí",
  "taken.why.REFUSED_BY_CLOUD": "La nube no dio ningún motivo.",
  "taken.why.UNCONFIRMED":
    "Se envió varias veces y nunca volvió. Quizá su clínica no sea de este Sync Hub.",
  "taken.why.FOREIGN_CLINIC": "Pertenece a una clínica que este Sync Hub no atiende en la nube.",
  "taken.why.PARENT_NOT_TAKEN": "La nube no tiene el registro al que pertenece.",
  "taken.why.PARENT_MISSING": "El registro al que pertenece no está en este Sync Hub.",
  "taken.why.DUPLICATE_ATTRIBUTE": "La nube guarda una respuesta por pregunta, y tiene otra.",
  "taken.why.ITEM_DISPENSED":
    "Se eliminó aquí. La nube lo conserva porque se entregaron medicamentos.",
  "taken.why.TOO_LONG": "Un texto era demasiado largo y allí se cortó.",
  "taken.why.OUT_OF_RANGE":
    "Un número o una fecha supera lo que la nube admite y allí queda vacío.",
  "taken.why.NOT_A_DATE": "Una fecha no es válida y allí queda vacía.",
  "taken.why.NOT_AN_ID":
    "Un número que nombra otro registro no es válido para la nube y allí queda vacío.",
  "taken.why.NOT_JSON": "Un valor no se puede leer y allí queda vacío.",
  "taken.why.BAD_ID": "Su número no es de los que la nube acepta.",
  "taken.why.MISSING_REFERENCE":
    "Nombra un paciente, una clínica, una persona o un medicamento que falta.",
  "taken.why.MISSING_VISIT": "La receta no pertenece a ninguna visita.",
  "taken.why.MISSING_VALUE": "Falta una hora o una cantidad.",
  "taken.why.BAD_VALUE": "Un valor no es de su tipo.",
  "taken.why.NOT_AN_OBJECT": "No es un registro.",
  "taken.why.TOO_LARGE": "Es más grande de lo que este Sync Hub puede leer.",
  "taken.why.NOT_STORABLE": "La base de datos no lo aceptó.",
  "taken.field": "Campo: {name}.",
};
