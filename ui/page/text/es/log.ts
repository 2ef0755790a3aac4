/**
 * The feed of what has happened, in Spanish.
 *
 * @module
 */
import type { LOG as EN } from "../en/log.ts";
import type { Catalogue } from "../text.ts";

export const LOG: Catalogue<keyof typeof EN> = {
  "activity.intro": "Lo que ha pasado en este Sync Hub, lo más reciente primero.",
  "activity.filter": "Mostrar",
  "activity.all": "Todo",
  "activity.sync": "Sincronizaciones",
  "activity.phones": "Teléfonos",
  "activity.trouble": "Rechazos",
  "activity.hub": "Este Sync Hub",
  "activity.list": "Entradas",
  "activity.none": "Nada todavía",
  "activity.missing":
    "Las entradas no se pueden leer ahora. Aparecen por sí solas cuando el Sync Hub responde de nuevo.",
  "activity.more": "Mostrar anteriores",
  "activity.export": "Exportar",
  "activity.damaged":
    "El registro de actividad no está como se escribió: alguien o algo lo ha cambiado. Avise a la persona responsable de este Sync Hub.",
  "activity.aPhone": "Un teléfono",
  "who.operator": "El operador",
  "who.hub": "El Sync Hub",
  "who.cloud": "La nube",
  "who.phone": "Un teléfono",
  "audit.log_started": "Comienza el registro de actividad.",
  "audit.unlocked": "El Sync Hub se desbloqueó.",
  "audit.unlock_failed": "Se probaron frases de acceso incorrectas.",
  "audit.locked": "El Sync Hub se bloqueó.",
  "audit.pairing_opened": "Se admitieron teléfonos nuevos.",
  "audit.pairing_closed": "Se dejaron de admitir teléfonos nuevos.",
  "audit.serving_stopped": "Se dejó de atender a los teléfonos.",
  "audit.serving_started": "Se vuelve a atender a los teléfonos.",
  "audit.device_waiting": "{phone} escaneó el código QR.",
  "audit.device_forgotten": "{phone} se olvidó: nadie inició sesión en él.",
  "audit.device_admitted": "{phone} se vinculó.",
  "audit.device_undone": "Se deshizo la vinculación de {phone}.",
  "audit.device_revoked": "{phone} se retiró.",
  "audit.device_reinstated": "{phone} se volvió a admitir.",
  "audit.handshake_refused": "Se rechazó un teléfono.",
  "audit.login": "{person} inició sesión en {phone}.",
  "audit.login_failed": "Falló un inicio de sesión en {phone}.",
  "audit.login_limited":
    "Demasiados inicios de sesión fallidos: los siguientes tienen que esperar.",
  "audit.sync_pull": {
    one: "{phone} recibió {n} registro.",
    many: "{phone} recibió {n} de registros.",
    other: "{phone} recibió {n} registros.",
  },
  "audit.sync_push": {
    one: "{phone} envió {n} registro.",
    many: "{phone} envió {n} de registros.",
    other: "{phone} envió {n} registros.",
  },
  "audit.aside": {
    one: "{n} quedó apartado.",
    many: "{n} quedaron apartados.",
    other: "{n} quedaron apartados.",
  },
  "audit.push_refused": "Se apartaron registros de {phone} ({table}): sin permiso.",
  "audit.push_by_named_user": "{phone} envió registros de otra cuenta ({table}).",
  "audit.server_owned_push": "{phone} envió registros que solo la nube puede cambiar ({table}).",
  "audit.call": {
    one: "{person} cambió {n} registro en {phone}.",
    many: "{person} cambió {n} de registros en {phone}.",
    other: "{person} cambió {n} registros en {phone}.",
  },
  "audit.call_refused": "Se rechazó una solicitud de {phone}: sin permiso.",
  "audit.settings_changed": "Se cambiaron ajustes.",
  "audit.clock_confirmed": "Se confirmó la hora.",
  "audit.passphrase_changed": "Se cambió la frase de acceso.",
  "audit.passphrase_added": "Se añadió otra frase de acceso.",
  "audit.passphrase_removed": "Se eliminó una frase de acceso.",
  "audit.recovery_key_issued":
    "Se creó una clave de recuperación; si había otra, dejó de funcionar.",
  "audit.recovery_key_used": "El Sync Hub se desbloqueó con la clave de recuperación.",
  "audit.identity_rotated":
    "El Sync Hub tiene una identidad nueva: los teléfonos escanean de nuevo.",
  "audit.data_key_rotated": "Los registros se cifraron de nuevo.",
  "audit.cloud_changed": "Se cambiaron los ajustes de la nube.",
  "audit.relayed": "Sincronizado con la nube.",
  "audit.provisioned":
    "Se cargaron cuentas, formularios y medicamentos de un archivo de aprovisionamiento.",
  "audit.rows_decided": {
    one: "El operador decidió sobre {n} registro.",
    many: "El operador decidió sobre {n} de registros.",
    other: "El operador decidió sobre {n} registros.",
  },
  "audit.snapshot_made": "Se hizo una copia de seguridad.",
  "audit.snapshot_deleted": "Se borró una copia de seguridad.",
  "audit.second_place_changed": "Se cambió el segundo lugar de las copias.",
  "audit.exported": "Se exportaron datos.",
  "audit.restored": "Se restauró una copia de seguridad.",
  "audit.cleared": "Se eliminaron todos los registros.",
  "audit.factory_reset": "Se quitó o se apartó el Sync Hub que había antes.",
  "audit.updated": "El programa se actualizó de la versión {from} a la {to}.",
  "audit.update_undone":
    "Se retiró la versión {from} del programa: vuelve a funcionar la versión {to}.",
  "audit.log_damaged": "El registro de actividad se encontró dañado.",
  "audit.notes_folded": "Muchos sucesos parecidos se contaron juntos.",
  "audit.vault_restored": "Se usó la copia conservada del archivo con las claves.",
};
