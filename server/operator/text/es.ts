/**
 * What the page says, in Spanish.
 *
 * @module
 */
import type { TextKey } from "./en.ts";

/** As the English texts. */
export const ES: Readonly<Record<TextKey, string>> = {
  "product": "Sync Hub de Hikma Health",
  "language": "Idioma",

  "entrance.missing.title": "Esta página necesita su enlace",
  "entrance.missing.text":
    "Ábrala con el enlace que dio el Sync Hub al iniciarse. Cada enlace da acceso a una ventana, una sola vez.",
  "entrance.refused.title": "Este enlace ya no funciona",
  "entrance.refused.text":
    "Cada enlace da acceso a una ventana, una sola vez. Vuelva a la ventana que ya está abierta o inicie de nuevo el Sync Hub para obtener otro enlace.",

  "status.title": "Estado",
  "status.serving": "Atendiendo a los teléfonos",
  "status.locked": "Bloqueado: no se atiende a los teléfonos",
  "status.noNetwork": "Sin red: los teléfonos no pueden llegar a este Sync Hub",
  "status.lost": "El Sync Hub no responde. Intentando de nuevo…",
  "status.stopped": "El Sync Hub se está deteniendo. Puede cerrar esta página.",
  "status.lockedHint": "No se pierde nada. Inicie de nuevo el Sync Hub para desbloquearlo.",

  "fact.address": "Dirección para los teléfonos",
  "fact.hubId": "Id del Sync Hub",
  "fact.fingerprint": "Huella digital",
  "fact.since": "En marcha desde",
  "fact.version": "Versión",

  "notice.title": "Requiere su atención",
  "notice.noAccounts":
    "Nadie puede iniciar sesión todavía: este Sync Hub no tiene cuentas. Llegan desde la nube.",
  "notice.clock":
    "El reloj de este equipo se ha adelantado de golpe. Marca {date}. Hasta que usted confirme, el Sync Hub sigue con la hora que tenía.",
  "notice.clockConfirm": "Esta hora es correcta",

  "pairing.title": "Vincular teléfonos",
  "pairing.closed": "La vinculación está cerrada: ningún teléfono nuevo puede conectarse.",
  "pairing.openUntil": "La vinculación está abierta hasta: {time}.",
  "pairing.openToEnd": "La vinculación está abierta hasta que se detenga el Sync Hub.",
  "pairing.how":
    "Escanee este código con la aplicación Hikma Health y luego inicie sesión en el teléfono. Un teléfono ya vinculado lo escanea otra vez cuando cambia la dirección.",
  "pairing.qr": "Código QR para la aplicación Hikma Health",
  "pairing.noQr": "No hay código QR mientras no haya red.",
  "pairing.open": "Abrir durante {count} minutos",
  "pairing.close": "Cerrar la vinculación",

  "phones.title": "Teléfonos",
  "phones.none":
    "Aún no se ha vinculado ningún teléfono. Abra la vinculación y escanee el código QR con el primero.",
  "phone.waiting": "Esperando un inicio de sesión",
  "phone.admitted": "Vinculado",
  "phone.new": "Nuevo",
  "phone.revoked": "Retirado",
  "phone.account": "Cuenta",
  "phone.address": "Dirección",
  "phone.lastSeen": "Visto por última vez",
  "phone.lastSync": "Última sincronización",
  "phone.rowsIn": "Registros recibidos",
  "phone.rowsOut": "Registros enviados",
  "phone.never": "Nunca",
  "phone.nobody": "Nadie todavía",
  "phone.hasMore": "Su última sincronización no trajo todo. Sincronícelo una vez más.",
  "phone.lapses": "Si no sincroniza antes de: {date}, tendrá que escanear de nuevo el código QR.",
  "phone.lapsed": "Ha estado ausente mucho tiempo. Tiene que escanear de nuevo el código QR.",
  "phone.undo": "Deshacer",
  "phone.revoke": "Retirar",
  "phone.reinstate": "Volver a admitir",

  "confirm.cancel": "Cancelar",
  "confirm.undo.title": "¿Deshacer la vinculación de {name}?",
  "confirm.undo.text":
    "El teléfono tendrá que escanear de nuevo el código QR antes de que alguien pueda iniciar sesión en él.",
  "confirm.revoke.title": "¿Retirar {name}?",
  "confirm.revoke.text":
    "El teléfono ya no podrá sincronizar aquí. Los registros que ha enviado se conservan; los que no ha enviado siguen en el teléfono.",
  "confirm.stop.title": "¿Detener el Sync Hub?",
  "confirm.stop.text": "Los teléfonos no podrán sincronizar hasta que alguien lo inicie de nuevo.",

  "done.undo": "Se deshizo la vinculación de {name}.",
  "done.revoke": "{name} se ha retirado.",
  "done.reinstate": "{name} puede sincronizar de nuevo.",
  "done.clock": "La hora se ha confirmado.",

  "records.title": "Registros",
  "records.none": "Todavía no hay registros.",
  "records.kind": "Tipo",
  "records.count": "Cantidad",
  "records.aside": "Apartados",
  "records.asideHint": "No se pudieron incorporar. Se conservan completos.",
  "records.reason": "Motivo",
  "records.size": "Tamaño en disco",
  "reason.SERVER_OWNED": "Solo la nube puede cambiarlos",
  "reason.NOT_PERMITTED": "La cuenta no puede hacer esto",
  "reason.BAD_TABLE": "La tabla no se puede guardar",
  "reason.TOO_MUCH_UNKNOWN": "No queda espacio para tablas que esta versión no conoce",
  "reason.NOT_STORABLE": "La base de datos no aceptó el registro",
  "reason.NOT_AN_OBJECT": "No es un registro",
  "reason.BAD_ID": "El registro no tiene un identificador válido",
  "reason.BAD_COLUMN_NAME": "Un campo tiene un nombre que no se puede guardar",
  "reason.BAD_VALUE": "Un campo tiene un valor de otro tipo",

  "stop.title": "Detener",
  "stop.text":
    "No se pierde nada al detener el Sync Hub. Los teléfonos conservan sus registros y sincronizan más tarde.",
  "stop.button": "Detener el Sync Hub",

  "error.offline": "El Sync Hub no respondió. Compruebe que esté en marcha e inténtelo otra vez.",
  "error.WRONG_HOST":
    "Esta página se abrió con una dirección equivocada. Use el enlace del Sync Hub.",
  "error.WRONG_ORIGIN": "El Sync Hub rechazó una solicitud de otra página.",
  "error.NOT_SIGNED_IN": "Esta ventana ya no tiene acceso. Use un enlace nuevo.",
  "error.START_TOKEN_REFUSED": "Este enlace ya no funciona.",
  "error.WRONG_STATE": "Esto no se puede hacer ahora. Vuelva a cargar la página.",
  "error.WRONG_PASSPHRASE":
    "Esta frase de contraseña no es correcta. Compruebe las mayúsculas y el idioma del teclado.",
  "error.WRONG_RECOVERY_KEY": "Esta clave de recuperación no es correcta. Compárela con el papel.",
  "error.WEAK_PASSPHRASE":
    "Esta frase de contraseña es demasiado débil. Necesita 12 caracteres, 5 de ellos distintos.",
  "error.CONFIRM_FIRST": "Escriba primero la frase de contraseña otra vez.",
  "error.DAMAGED": "Los datos están dañados o falta una parte. No borre nada; pida ayuda.",
  "error.NEWER_SCHEMA":
    "Una versión más nueva de Sync Hub ha escrito estos datos. Use esa versión.",
  "error.LIBRARY": "Falta una parte del programa. Ejecute la instalación otra vez.",
  "error.TOO_MANY": "Demasiados intentos equivocados. Espere un minuto e inténtelo otra vez.",
  "error.NOT_JSON": "El Sync Hub no pudo leer la solicitud.",
  "error.WRONG_METHOD": "El Sync Hub no pudo leer la solicitud.",
  "error.TOO_LARGE": "La solicitud era demasiado grande.",
  "error.INVALID": "El Sync Hub no pudo aceptar este dato.",
  "error.NOT_FOUND": "Eso ya no está. La página muestra el estado actual.",
  "error.LOCKED": "El Sync Hub está bloqueado.",
  "error.BUSY": "El Sync Hub está ocupado. Inténtelo otra vez.",
  "error.STORAGE": "El disco está lleno o no responde. Libere espacio e inténtelo otra vez.",
  "error.STOPPING": "El Sync Hub se está deteniendo.",
  "error.INTERNAL": "El Sync Hub encontró un error. Por favor, comuníquelo.",

  "table.app_config": "Ajustes",
  "table.appointments": "Citas",
  "table.clinic_departments": "Departamentos",
  "table.clinic_inventory": "Existencias de medicamentos",
  "table.clinics": "Clínicas",
  "table.dispensing_records": "Medicamentos dispensados",
  "table.drug_batches": "Lotes de medicamentos",
  "table.drug_catalogue": "Medicamentos",
  "table.event_forms": "Formularios de visita",
  "table.events": "Formularios rellenados",
  "table.patient_additional_attributes": "Otros datos de pacientes",
  "table.patient_allergies": "Alergias",
  "table.patient_allergy_reactions": "Reacciones alérgicas",
  "table.patient_observations": "Observaciones",
  "table.patient_problems": "Problemas",
  "table.patient_risk_profiles": "Perfiles de riesgo",
  "table.patient_tobacco_history": "Historiales de tabaco",
  "table.patient_vitals": "Signos vitales",
  "table.patients": "Pacientes",
  "table.prescription_items": "Medicamentos recetados",
  "table.prescriptions": "Recetas",
  "table.registration_forms": "Formularios de registro",
  "table.resources": "Recursos",
  "table.user_clinic_permissions": "Permisos",
  "table.users": "Cuentas",
  "table.visits": "Visitas",
};
