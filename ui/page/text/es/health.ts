/**
 * Health: problems, what is measured, and what is left to finish, in Spanish.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const HEALTH = {
  "place.health": "Salud",
  "help.health":
    "Todo lo que se mide de este equipo y de este Sync Hub, y qué hacer. Los problemas aparecen también en la pantalla Servidor antes de que detengan a nadie.",
  "health.intro": "Se mira tres veces por minuto.",
  "health.well": "Todo está bien",
  "health.wellText": "No hay nada que hacer.",
  "health.problems": "Problemas",
  "health.stop": "Ahora",
  "health.soon": "Hoy",
  "health.note": "Conviene saberlo",
  "health.since": "Observado: {time}.",
  "health.again": "Mirar otra vez",
  "health.measured": "Medido: {time}.",
  "health.missing": "La salud no se puede leer ahora.",
  "health.unknown": "Se desconoce",
  "health.yes": "Sí",
  "health.never": "Aún no",
  "health.disk": "Disco",
  "health.diskOf": "{free} de {total}",
  "health.free": "Libre",
  "health.database": "Base de datos",
  "health.size": "Tamaño",
  "health.checked": "Última comprobación",
  "health.good": "Íntegra, {time}",
  "health.damaged": "Dañada, {time}",
  "health.failed": "No se pudo hacer",
  "health.checking": "En curso",
  "health.check": "Comprobar ahora",
  "health.checkDone": "La comprobación ha terminado.",
  "health.snapshots": "Copias de seguridad",
  "health.newest": "Más reciente",
  "health.second": "Segundo lugar",
  "health.second.none": "No elegido",
  "health.second.there": "Está",
  "health.second.missing": "No está",
  "health.second.failing": "No acepta copias",
  "health.clock": "Reloj",
  "health.time": "Este equipo",
  "health.cloudClock": "Respecto a la nube",
  "health.phoneClocks": "Teléfonos comparados hoy",
  "health.minutes": "{minutes} min.",
  "health.reach": "¿Puede llegar un teléfono?",
  "health.reach.none": "No: no hay red",
  "health.reach.local": "No: solo este equipo",
  "health.reach.silent": "No: nadie responde allí",
  "health.reach.answers": "Responde allí",
  "health.heard": "Último teléfono por esta dirección",
  "health.firewall": "Cortafuegos",
  "health.firewallNone": "Ninguno",
  "health.firewallOn": "{name}, activo",
  "health.firewallUnknown": "{name}, no se puede leer",
  "health.lets": "Deja pasar a los teléfonos",
  "health.fix":
    "Si los teléfonos no pueden conectarse, alguien con permisos de administrador ejecuta esto:",
  "health.power": "Energía",
  "health.mains": "Enchufado",
  "health.battery": "Batería",
  "health.percent": "{percent} % de carga",
  "health.awake": "Se mantiene despierto",
  "health.versions": "Versiones",
  "health.program": "Programa",
  "health.system": "Sistema",
  "drain.phones": {
    one: "{n} teléfono está terminando su sincronización.",
    many: "{n} teléfonos están terminando su sincronización.",
    other: "{n} teléfonos están terminando su sincronización.",
  },
  "drain.until": {
    one:
      "Espera {n} segundo como máximo. No entra ningún teléfono nuevo y en ningún caso se pierde nada: un teléfono envía otra vez lo que no fue respondido.",
    many:
      "Espera {n} de segundos como máximo. No entra ningún teléfono nuevo y en ningún caso se pierde nada: un teléfono envía otra vez lo que no fue respondido.",
    other:
      "Espera {n} segundos como máximo. No entra ningún teléfono nuevo y en ningún caso se pierde nada: un teléfono envía otra vez lo que no fue respondido.",
  },
  "drain.now": "No esperar",
  "drain.stopping": "El Sync Hub se está deteniendo",
  "health.DATABASE_DAMAGED.title": "La base de datos está dañada",
  "health.DATABASE_DAMAGED.text":
    "Ya no se aceptan cambios de los teléfonos: los conservan y lo intentan más tarde. Detenga y abra la recuperación: guarde lo que se pueda leer y luego restaure la copia más reciente. Hasta entonces no introduzca registros aquí.",
  "health.FILES_DAMAGED.title": "Falta o está dañada una parte de los archivos del Sync Hub",
  "health.FILES_DAMAGED.text":
    "No se puede abrir así. Inícielo en este equipo: su ventana dice qué está a salvo y qué se puede hacer. No elimine nada de su carpeta.",
  "damaged.go": "Detener y abrir la recuperación",
  "damaged.text":
    "Los teléfonos se desconectan y los registros se cierran. La pantalla siguiente dice qué está a salvo, y permite guardar lo que se pueda leer, restaurar una copia o intentarlo otra vez con la frase de acceso.",
  "health.DATABASE_SILENT.title": "Los datos del Sync Hub no responden",
  "health.DATABASE_SILENT.text":
    "Puede que los teléfonos estén esperando. Si dura unos minutos, detenga el Sync Hub e inícielo de nuevo. No se pierde nada de lo sincronizado.",
  "health.DISK_FULL.title": "El disco está lleno",
  "health.DISK_FULL.text":
    "Solo quedan {bytes} libres: la próxima sincronización puede ser rechazada. Borre o mueva archivos que no sean del Sync Hub. No se pierde nada de lo sincronizado.",
  "health.ADDRESS_NONE.title": "No hay red",
  "health.ADDRESS_NONE.text":
    "Los teléfonos no llegan a este equipo. Conéctelo al Wi-Fi o al cable de la clínica; el Sync Hub continúa solo.",
  "health.ADDRESS_SILENT.title": "El Sync Hub no responde en su propia dirección",
  "health.ADDRESS_SILENT.text":
    "Nadie responde en {address}. Puede que lo impida un programa de seguridad de este equipo: permita el Sync Hub en él y después deténgalo e inícielo.",
  "health.BATTERY_LOW.title": "La batería está casi vacía",
  "health.BATTERY_LOW.text": "Carga: {percent} %. Enchufe este equipo ahora.",
  "health.DISK_LOW.title": "El disco se está llenando",
  "health.DISK_LOW.text":
    "Libre: {bytes}. Borre o mueva archivos grandes que no sean del Sync Hub.",
  "health.DISK_FILLING.title": "Algo está llenando el disco",
  "health.DISK_FILLING.text": {
    one:
      "A este ritmo estará lleno en {n} hora. Busque un programa que descargue o copie y deténgalo.",
    many:
      "A este ritmo estará lleno en {n} de horas. Busque un programa que descargue o copie y deténgalo.",
    other:
      "A este ritmo estará lleno en {n} horas. Busque un programa que descargue o copie y deténgalo.",
  },
  "health.DATABASE_CHECK_FAILED.title": "La base de datos no se pudo comprobar",
  "health.DATABASE_CHECK_FAILED.text":
    "Casi siempre el disco no respondió. Inicie otra vez la comprobación en la pantalla Salud; si vuelve a fallar, haga una copia y haga revisar el disco.",
  "health.SNAPSHOT_FAILED.title": "No se pudo hacer la última copia de seguridad",
  "health.SNAPSHOT_FAILED.text":
    "Suele ser que el disco está lleno o no respondió. Haga sitio y haga una copia a mano.",
  "health.SNAPSHOT_NONE.title": "No hay ninguna copia de seguridad",
  "health.SNAPSHOT_NONE.text":
    "Haga una ahora: si este equipo se estropea, nada más recupera sus registros.",
  "health.SNAPSHOT_OLD.title": {
    one: "La copia de seguridad más reciente tiene {n} día",
    many: "La copia de seguridad más reciente tiene {n} de días",
    other: "La copia de seguridad más reciente tiene {n} días",
  },
  "health.SNAPSHOT_OLD.text":
    "El Sync Hub hace una cada día por sí solo. Haga una a mano y vea si dice por qué no.",
  "health.SNAPSHOT_FUTURE.title": "La copia de seguridad más reciente tiene una fecha futura",
  "health.SNAPSHOT_FUTURE.text":
    "El reloj de este equipo estaba mal cuando se hizo, o está mal ahora, y nadie puede decir cuántos días tiene la copia. Mire la fecha y la hora. Si ahora están bien, haga una copia a mano.",
  "health.SECOND_PLACE_GONE.title": "El segundo lugar para copias de seguridad no está",
  "health.SECOND_PLACE_GONE.text":
    "Conecte la memoria USB o la carpeta de red. Las copias van allí solas. Si está conectada, elija otra vez su carpeta: el sistema puede haberle dado otro nombre.",
  "health.SECOND_PLACE_FAILING.title": "El segundo lugar no acepta copias",
  "health.SECOND_PLACE_FAILING.text":
    "Puede estar lleno o protegido contra escritura. Haga sitio o elija otro lugar.",
  "health.SECOND_PLACE_OLD.title": {
    one: "La copia de seguridad más reciente del segundo lugar tiene {n} día",
    many: "La copia de seguridad más reciente del segundo lugar tiene {n} de días",
    other: "La copia de seguridad más reciente del segundo lugar tiene {n} días",
  },
  "health.SECOND_PLACE_OLD.text":
    "Deje la memoria conectada una hora, o haga una copia a mano mientras está.",
  "health.CLOCK_LEAPT.title": "El reloj de este equipo ha saltado hacia delante",
  "health.CLOCK_LEAPT.text":
    "Mire la fecha y la hora. Si son correctas, confírmelas en la pantalla Servidor; si no, corríjalas primero en el sistema.",
  "health.CLOCK_BEHIND.title": "El reloj de este equipo está atrasado",
  "health.CLOCK_BEHIND.text":
    "Muestra una hora anterior al registro más reciente. Ponga la fecha y la hora en el sistema.",
  "health.CLOCK_OFF_PHONES.title": "Los teléfonos y este equipo muestran horas distintas",
  "health.CLOCK_OFF_PHONES.text": {
    one:
      "Diferencia: {n} minuto, y varios teléfonos coinciden. Ponga la fecha y la hora de este equipo.",
    many:
      "Diferencia: {n} de minutos, y varios teléfonos coinciden. Ponga la fecha y la hora de este equipo.",
    other:
      "Diferencia: {n} minutos, y varios teléfonos coinciden. Ponga la fecha y la hora de este equipo.",
  },
  "health.CLOCK_OFF_CLOUD.title": "La nube y este equipo muestran horas distintas",
  "health.CLOCK_OFF_CLOUD.text": {
    one: "Diferencia: {n} minuto. Ponga la fecha, la hora y la zona horaria de este equipo.",
    many: "Diferencia: {n} de minutos. Ponga la fecha, la hora y la zona horaria de este equipo.",
    other: "Diferencia: {n} minutos. Ponga la fecha, la hora y la zona horaria de este equipo.",
  },
  "health.RELAY_REFUSED.title": "La nube no deja entrar a este Sync Hub",
  "health.RELAY_REFUSED.text":
    "Los teléfonos se atienden igual y no se pierde nada. Avise al administrador de la nube: {problem}",
  "health.RELAY_OVERDUE.title": {
    one: "Hay registros que esperan a la nube desde hace {n} día",
    many: "Hay registros que esperan a la nube desde hace {n} de días",
    other: "Hay registros que esperan a la nube desde hace {n} días",
  },
  "health.RELAY_OVERDUE.text":
    "En espera: {rows}. Están a salvo aquí, y en ningún otro sitio. Conecte este equipo a internet durante una hora.",
  "health.AUDIT_DAMAGED.title": "El registro de actividad no está como se escribió",
  "health.AUDIT_DAMAGED.text":
    "Alguien o algo lo ha cambiado. Expórtelo en la pantalla Actividad y avise a la persona responsable.",
  "health.ADDRESS_CHOICE_GONE.title": "La dirección elegida ya no está",
  "health.ADDRESS_CHOICE_GONE.text":
    "{address} no es ahora una dirección de este equipo; a los teléfonos se les da {now}. Conecte esa red o elija en la pantalla Ajustes.",
  "health.ADDRESS_CHANGED.title": "La dirección para los teléfonos ha cambiado",
  "health.ADDRESS_CHANGED.text":
    "Los teléfonos conocen {address}; ahora es {now}. Cada teléfono vinculado escanea una vez el código QR de la pantalla Vincular un teléfono; nadie tiene que iniciar sesión otra vez y no se pierde nada.",
  "health.FIREWALL_ON.title": "Un cortafuegos puede impedir el paso a los teléfonos",
  "health.FIREWALL_ON.text":
    "Ningún teléfono ha llegado aún por esta dirección. Si no pueden conectarse, alguien con permisos de administrador ejecuta: {fix}",
  "health.SECOND_PLACE_NONE.title": "Las copias de seguridad están solo en este equipo",
  "health.SECOND_PLACE_NONE.text":
    "Si se pierde o se estropea, se pierden con él. Elija una memoria USB o una carpeta de red como segundo lugar.",
  "health.SECOND_PLACE_SAME_DISK.title": "El segundo lugar está en el mismo disco",
  "health.SECOND_PLACE_SAME_DISK.text":
    "No ayuda cuando ese disco se estropea. Elija una memoria USB o una carpeta de red.",
  "health.BATTERY_ON.title": "Este equipo funciona con batería",
  "health.BATTERY_ON.text": "Carga: {percent} %. Enchúfelo cuando pueda.",
  "health.SLEEP_ALLOWED.title": "Este equipo puede suspenderse",
  "health.SLEEP_ALLOWED.text":
    "Los teléfonos no pueden sincronizar mientras duerme o tiene la tapa cerrada. Desactive la suspensión en los ajustes de energía del sistema.",
  "health.PHONE_CLOCK.title": "Un teléfono y este equipo muestran horas distintas",
  "health.PHONE_CLOCK.text": {
    one: "{phone}, diferencia: {n} minuto. Mire la hora de ambos y corrija la que está mal.",
    many: "{phone}, diferencia: {n} de minutos. Mire la hora de ambos y corrija la que está mal.",
    other: "{phone}, diferencia: {n} minutos. Mire la hora de ambos y corrija la que está mal.",
  },
  "health.ADDRESS_LOCAL.title": "Solo este equipo llega al Sync Hub",
  "health.ADDRESS_LOCAL.text":
    "Se inició con una dirección que ningún teléfono puede usar. Inícielo sin --host.",
  "health.DATABASE_UNCHECKED.title": {
    one: "La base de datos no se ha comprobado en {n} día",
    many: "La base de datos no se ha comprobado en {n} de días",
    other: "La base de datos no se ha comprobado en {n} días",
  },
  "health.DATABASE_UNCHECKED.text":
    "La comprobación dura un minuto y no molesta a nadie. Iníciela en la pantalla Salud.",
} satisfies Readonly<Record<string, Text>>;
