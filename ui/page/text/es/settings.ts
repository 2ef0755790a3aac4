/**
 * The settings, in Spanish.
 *
 * @module
 */
import type { SETTINGS as EN } from "../en/settings.ts";
import type { Catalogue } from "../text.ts";

export const SETTINGS: Catalogue<keyof typeof EN> = {
  "settings.intro": "Los cambios valen de inmediato.",
  "settings.contents": "En esta pantalla",
  "settings.looks": "Aspecto",
  "settings.theme": "Colores",
  "theme.system": "Como el equipo",
  "theme.light": "Claro",
  "theme.dark": "Oscuro",
  "settings.contrast": "Contraste",
  "contrast.system": "Como el equipo",
  "contrast.more": "Alto",
  "settings.digits": "Cifras",
  "settings.digitsHint":
    "Las direcciones, los códigos y las versiones siempre llevan cifras occidentales.",
  "settings.screen": "Pantalla y bloqueo",
  "settings.hide": "Ocultar la pantalla después de",
  "settings.hideHint":
    "Sin nadie ante este equipo. Los teléfonos se atienden igual; la frase de acceso vuelve a mostrar la pantalla.",
  "settings.minutes": { one: "{n} minuto", many: "{n} de minutos", other: "{n} minutos" },
  "settings.lock": "Bloquear del todo después de",
  "settings.lockHint":
    "Horas sin ningún teléfono. Después no se atiende a los teléfonos hasta que alguien introduzca la frase de acceso.",
  "settings.never": "Nunca",
  "settings.hours": { one: "{n} hora", many: "{n} de horas", other: "{n} horas" },
  "settings.name": "Nombre",
  "settings.network": "Red",
  "settings.port": "Puerto",
  "settings.portHint":
    "Vale desde el próximo inicio. Todos los teléfonos escanean entonces de nuevo el código QR; cámbielo solo si otro programa necesita el puerto actual.",
  "settings.portBetween": "Entre 1024 y 65535.",
  "settings.portNext":
    "Desde el próximo inicio los teléfonos llegan al Sync Hub por el puerto {port}.",
  "settings.toAddress": "Elegir la dirección",
  "settings.serving": "Atención a los teléfonos",
  "settings.tokenSeenDays": "Días que un teléfono puede ausentarse",
  "settings.tokenSeenDaysHint": "Después tiene que escanear de nuevo el código QR.",
  "settings.pageRows": "Registros en una respuesta",
  "settings.pageRowsHint":
    "0 significa sin límite. Un teléfono con más por recibir sincroniza varias veces.",
  "settings.pageMiB": "Tamaño de una respuesta, MiB",
  "settings.pageMiBHint": "0 significa sin límite.",
  "settings.maxBodyMiB": "Mensaje más grande de un teléfono, MiB",
  "settings.maxBodyMiBHint": "Vale desde el próximo inicio.",
  "settings.between": "Entre {least} y {most}.",
  "settings.secrets": "Frase de acceso y clave de recuperación",
  "settings.secretsText": "Cambiarlas no toca los registros.",
  "secrets.change": "Cambiar la frase de acceso",
  "secrets.current": "Frase de acceso actual",
  "secrets.withKeyText":
    "Sustituye la primera frase de acceso. Las de otras personas quedan como están.",
  "secrets.changed": "La frase de acceso se ha cambiado.",
  "secrets.newKey": "Nueva clave de recuperación",
  "secrets.newKeyText": "La clave de recuperación actual deja de funcionar de inmediato.",
};
