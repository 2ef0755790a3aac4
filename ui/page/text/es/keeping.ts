/**
 * Conflicts, records put aside, and records, in Spanish.
 *
 * @module
 */
import type { KEEPING as EN } from "../en/keeping.ts";
import type { Catalogue } from "../text.ts";

export const KEEPING: Catalogue<keyof typeof EN> = {
  "attention.intro":
    "Nada de esto se ha perdido. Decida cuando tenga tiempo; la clínica sigue mientras tanto.",
  "attention.conflicts": "Conflictos",
  "attention.conflictsText":
    "Dos personas cambiaron el mismo campo. Se conservan ambos valores; el primero está en uso. Pregunte a quien lo sepa.",
  "attention.noConflicts": "Sin conflictos",
  "attention.bothChanged": "Ambos se cambiaron casi al mismo tiempo.",
  "attention.patient": "Paciente: {name}",
  "attention.kept": "En uso",
  "attention.lost": "De {name}",
  "attention.keep": "Conservar este",
  "attention.take": "Usar este",
  "attention.decided": "Decidido. Los teléfonos lo reciben con su próxima sincronización.",
  "attention.when": "Detectado: {time}.",
  "attention.nothing": "(vacío)",
  "attention.aside": "Apartados",
  "attention.asideText":
    "Estos registros no se pudieron incorporar. Se conservan completos y se pueden intentar de nuevo.",
  "attention.noAside": "No hay nada apartado",
  "attention.reason": "Motivo",
  "attention.sent": "Enviado por {name}, {time}.",
  "attention.times": {
    one: "Enviado {n} vez.",
    many: "Enviado {n} de veces.",
    other: "Enviado {n} veces.",
  },
  "attention.more": "Mostrar más",
  "attention.retry": "Intentar de nuevo",
  "attention.taken": "El registro se ha incorporado.",
  "attention.retried": "Todavía no se puede incorporar: el motivo no ha cambiado.",
  "attention.dismiss": "Descartar",
  "attention.dismissTitle": "¿Descartar este registro?",
  "attention.dismissText":
    "Sale de esta lista y no se incorpora. Exporte la lista antes si alguien puede necesitarlo.",
  "attention.export": "Exportarlos todos",
  "attention.missing":
    "La lista no se puede leer ahora. Aparece por sí sola cuando el Sync Hub responde de nuevo.",
  "attention.rest": {
    one: "No se muestra {n} más.",
    many: "No se muestran {n} de más.",
    other: "No se muestran {n} más.",
  },
  "reason.SERVER_OWNED": "Solo la nube puede cambiarlos",
  "reason.NOT_PERMITTED": "La cuenta no tiene permiso",
  "reason.BAD_TABLE": "Un tipo de registro desconocido que no se puede guardar",
  "reason.TOO_MUCH_UNKNOWN": "Demasiados registros de tipos desconocidos",
  "reason.NOT_STORABLE": "La base de datos no lo aceptó",
  "reason.NOT_AN_OBJECT": "No es un registro",
  "reason.BAD_ID": "Su identificador falta o es incorrecto",
  "reason.BAD_COLUMN_NAME": "Un campo tiene un nombre imposible",
  "reason.BAD_VALUE": "Un campo tiene un valor imposible",
  "conflict.BOTH_CHANGED": "Dos personas cambiaron este campo.",
  "conflict.ALREADY_REPLACED": "El valor ya había sido sustituido cuando llegó este.",
  "conflict.ROW_DELETED": "Alguien cambió un registro borrado.",
  "conflict.PARENT_DELETED": "Alguien añadió datos a un registro borrado.",
  "conflict.DELETED_WITH_CHANGES": "Se borró un registro que alguien había cambiado.",
  "conflict.CLOUD_CHANGED": "El registro se cambió aquí y en la nube.",
  "conflict.NOT_MARKED": "El teléfono envió otro valor sin indicar que se hubiera cambiado allí.",
  "conflict.STOCK_MOVED": "Las existencias habían cambiado mientras tanto.",
  "conflict.QUARANTINED_EARLIER": "Un valor anterior quedó apartado.",
  "records.intro": "Lo que guarda este Sync Hub, cifrado en este equipo.",
  "records.count": { one: "{n} registro", many: "{n} de registros", other: "{n} registros" },
  "records.room": "Espacio",
  "records.all": "Todos los registros",
  "records.size": "Tamaño de la base de datos",
  "records.free": "Libre en el disco",
  "records.littleRoom":
    "Solo quedan {size} libres en el disco. Libere espacio antes de que se llene: los teléfonos no podrían sincronizar.",
  "records.growth": "Registros nuevos por día",
  "records.day": "Día",
  "records.new": "Registros nuevos",
  "records.noGrowth": "Sin registros nuevos en los últimos 30 días",
  "records.missing":
    "Ahora no se puede leer cómo crecen los registros. Aparece por sí solo cuando el Sync Hub vuelve a responder.",
  "records.kinds": "Por tipo",
  "records.kind": "Tipo",
  "records.allKinds": "Todos los tipos",
  "records.number": "Cantidad",
  "records.none": "Todavía no hay registros",
  "records.toBackups": "Ver las copias de seguridad",
  "export.saved": "El archivo se guarda con las descargas de este equipo. Guárdelo bien.",
};
