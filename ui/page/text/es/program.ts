/**
 * Newer versions, the machine, the report, in Spanish.
 *
 * @module
 */
import type { Text } from "../text.ts";

export const PROGRAM = {
  "update.title": "Versiones nuevas",
  "update.checked": "Última búsqueda",
  "update.offered": "Se puede instalar la versión {version}.",
  "update.toSettings": "Ir a los ajustes",
  "update.isHere": "Ya está en este equipo.",
  "update.size": "Para traerla se necesitan {size} de internet.",
  "update.sources": "Este Sync Hub funciona desde su código fuente. Aquí no se actualiza.",
  "update.install": "Instalar",
  "update.installTitle": "¿Instalar la versión {version}?",
  "update.installText":
    "Primero los teléfonos terminan su sincronización y se hace una copia de seguridad. Después el Sync Hub vuelve a arrancar, tarda un minuto y pide la frase de acceso. No se pierde ningún registro. Si la versión nueva no arranca, la actual vuelve por sí sola.",
  "update.check": "Buscar una versión nueva",
  "update.looked": "Se ha buscado.",
  "update.file": "Elegir un archivo de actualización",
  "update.back": "Volver a la versión {version}",
  "update.backTitle": "¿Volver a la versión {version}?",
  "update.backGo": "Volver",
  "update.backText":
    "El Sync Hub vuelve a arrancar con la versión anterior. Si no puede abrir los registros porque la versión nueva cambió su forma, lo dice: entonces instale de nuevo la versión nueva.",
  "update.failed": "La versión {version} no arrancó.",
  "update.failedText":
    "Funciona la versión anterior y los registros están como estaban. Avise a la persona responsable de este Sync Hub.",
  "update.fetchingPart": "Llega la versión nueva: {percent} %",
  "update.step.checking": "Buscando una versión nueva …",
  "update.step.fetching": "Llega la versión nueva …",
  "update.step.unpacking": "Se prepara la versión nueva …",
  "update.step.waiting": "Esperando a que los teléfonos terminen su sincronización …",
  "update.step.saving": "Se hace y se comprueba una copia de seguridad …",
  "update.step.restarting": "El Sync Hub vuelve a arrancar …",
  "update.problem.OFFLINE":
    "Ahora no hay acceso a las versiones nuevas. Inténtelo más tarde o traiga el archivo de actualización en una memoria USB.",
  "update.problem.NOT_SIGNED":
    "Esta actualización no viene de quienes hacen el Sync Hub, o alguien la ha cambiado. No la use. No se ha instalado nada.",
  "update.problem.DAMAGED":
    "El archivo no está completo. Tráigalo o cópielo de nuevo. No se ha instalado nada.",
  "update.problem.UNREADABLE": "Este no es un archivo de actualización del Sync Hub. Elija otro.",
  "update.problem.NOT_NEWER": "No hay nada más nuevo que la versión que funciona aquí.",
  "update.problem.OTHER_SYSTEM":
    "Esta actualización es para otro tipo de equipo. No se ha instalado nada.",
  "update.problem.TOO_FAR":
    "Antes de esta hay que instalar otra versión. Pregunte a la persona responsable de este Sync Hub.",
  "update.problem.STORAGE":
    "No se pudo guardar la actualización. Libere espacio en el disco. No se ha instalado nada.",
  "update.problem.LOCKED":
    "Desbloquee primero el Sync Hub: antes de la actualización se hace una copia de seguridad.",
  "update.problem.NO_COPY":
    "No se pudo hacer la copia de seguridad, así que no se ha instalado nada. Mire primero las copias de seguridad.",
  "update.problem.NOT_INSTALLED":
    "Este Sync Hub funciona desde su código fuente. No se ha instalado nada.",
  "machine.title": "Este equipo",
  "machine.keepAwake": "No dejar que el equipo se suspenda mientras atiende a teléfonos",
  "machine.notHeld":
    "El sistema no ha aceptado quedarse despierto. Desactive la suspensión en los ajustes del sistema.",
  "machine.startAtLogin": "Arrancar el Sync Hub cuando inicio sesión en este equipo",
  "machine.lid": "Aun así puede suspenderse al cerrar la tapa.",
  "report.title": "Informe para quien ayuda",
  "report.text":
    "Cuando algo no funciona: guarde este archivo y envíelo a quien le ayuda. No contiene registros, nombres, direcciones ni claves.",
  "report.save": "Guardar el informe",
} as const satisfies Readonly<Record<string, Text>>;
