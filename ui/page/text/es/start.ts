/**
 * Before the hub is open, and what is said everywhere, in Spanish.
 *
 * @module
 */
import type { START as EN } from "../en/start.ts";
import type { Catalogue } from "../text.ts";

export const START: Catalogue<keyof typeof EN> = {
  "product": "Sync Hub de Hikma Health",
  "language": "Idioma",
  "cancel": "Cancelar",
  "close": "Cerrar",
  "save": "Guardar",
  "saved": "Guardado.",
  "reading": "Leyendo…",
  "undo": "Deshacer",
  "yes": "Sí",
  "no": "No",
  "field.passphrase": "Frase de acceso",
  "field.recoveryKey": "Clave de recuperación",
  "field.empty": "Rellene este campo.",
  "field.show": "Mostrar",
  "field.hide": "Ocultar",
  "field.capsLock": "Bloq Mayús está activado.",
  "link.broken": "El Sync Hub no responde. Intentando de nuevo…",
  "link.brokenHint": "Compruebe si el programa sigue en marcha.",
  "link.brokenSince": "Lo que ve aquí era cierto a las {time} y puede haber cambiado.",
  "link.trouble": "No se puede leer el estado actual.",
  "entrance.missing.title": "Esta página necesita su enlace",
  "entrance.missing.text":
    "Ábrala con el enlace que dio el Sync Hub al iniciarse. Cada enlace da acceso a una ventana, una sola vez.",
  "entrance.used.title": "Este enlace ya no funciona",
  "entrance.used.text":
    "Cada enlace da acceso a una ventana, una sola vez. Vuelva a la ventana que ya está abierta o inicie de nuevo el Sync Hub para obtener otro enlace.",
  "entrance.starting": "Conectando con el Sync Hub…",
  "entrance.resting.title": "Esta ventana está en pausa",
  "entrance.resting.text":
    "El Sync Hub está abierto en otras ventanas de este navegador. No se pierde nada; cierre las ventanas que no necesite.",
  "entrance.resting.go": "Continuar en esta ventana",
  "entrance.stopped.title": "El Sync Hub se está deteniendo",
  "entrance.stopped.text":
    "No se pierde nada. Puede cerrar esta ventana. Los teléfonos conservan sus registros y sincronizan cuando alguien inicie de nuevo el Sync Hub.",
  "setup.welcome": "Configurar este Sync Hub",
  "setup.welcomeText":
    "Cinco pasos, uno tras otro. El primero dura un minuto y no necesita internet.",
  "setup.intro": "Un paso tras otro. El siguiente está marcado.",
  "setup.oldHub": "Aquí hay archivos de un Sync Hub anterior",
  "setup.oldHubText":
    "Encontrado: {files}. No se modifican ni se incorporan. Antes de seguir, abra una vez más el programa anterior y sincronícelo con la nube. Los teléfonos escanean una vez el código QR de este Sync Hub.",
  "setup.passphrase": "Elegir una frase de acceso",
  "setup.passphraseText":
    "Abre los registros de este equipo. Nadie puede averiguarla por usted: elija palabras que recuerde.",
  "setup.recoveryKey": "Guardar la clave de recuperación en papel",
  "setup.recoveryKeyText":
    "Si se pierde el papel, cree otra clave en los ajustes: la anterior deja de funcionar.",
  "setup.keyNotOnPaper":
    "Se mostró y nadie ha dicho que esté en papel. Si no lo está, cree una nueva: la anterior deja de funcionar.",
  "setup.cloud": "Registrar en la nube",
  "setup.cloudText":
    "Necesita internet solo esta vez. O cargue un archivo de aprovisionamiento: entonces no hace falta internet.",
  "setup.cloudDone": "Registrado como {name}.",
  "setup.cloudFile":
    "Ahora no hace falta: las cuentas ya están. Registre el Sync Hub en la nube cuando haya internet.",
  "setup.accounts": "Obtener las cuentas",
  "setup.accountsText":
    "Las cuentas llegan desde la nube con la primera sincronización. Antes nadie puede iniciar sesión en un teléfono.",
  "setup.accountsNow":
    "La primera sincronización trae cuentas, clínicas y pacientes. Con una conexión lenta puede tardar; sigue por sí sola.",
  "setup.accountsDone": "Las cuentas ya están: se puede iniciar sesión en los teléfonos.",
  "setup.phone": "Vincular el primer teléfono",
  "setup.phoneText":
    "Escanee el código QR con la aplicación Hikma Health y luego inicie sesión en el teléfono.",
  "setup.phoneWaiting": "Un teléfono ha escaneado el código. Ahora inicie sesión en él.",
  "setup.pairNow": "Mostrar el código QR",
  "setup.ready": "Listo para los teléfonos",
  "setup.readyText":
    "Las cuentas están y el primer teléfono está vinculado. Puede vincular más teléfonos en cualquier momento.",
  "setup.toServer": "Ver el estado",
  "setup.hubName": "Nombre de este Sync Hub",
  "setup.hubNameHint": "Los teléfonos lo muestran. El nombre de la clínica es una buena opción.",
  "setup.busy": "Creando la base de datos cifrada. Tarda unos segundos.",
  "setup.go": "Establecer la frase de acceso",
  "step.done": "hecho",
  "step.next": "siguiente",
  "step.later": "más tarde",
  "passphrase.new": "Nueva frase de acceso",
  "passphrase.again": "La misma otra vez",
  "passphrase.hint":
    "Al menos {n} caracteres. Cuatro o cinco palabras que solo signifiquen algo para usted son fáciles de recordar y difíciles de adivinar.",
  "passphrase.missing": {
    one: "Falta {n} carácter.",
    many: "Faltan {n} de caracteres.",
    other: "Faltan {n} caracteres.",
  },
  "passphrase.repeats": "Muy pocos caracteres distintos.",
  "passphrase.level2": "Lo justo. Una palabra más la hace mucho más difícil de adivinar.",
  "passphrase.level3": "Buena.",
  "passphrase.level4": "Muy buena.",
  "passphrase.differ": "No coinciden.",
  "key.title": "Anote la clave de recuperación",
  "key.text": "Abre el Sync Hub si se olvida la frase de acceso. Se muestra solo esta vez.",
  "key.paper": "Clave de recuperación de {name}, {date}",
  "key.warning":
    "Quien la tenga puede abrir todos los registros. Guárdela bajo llave, no junto a este equipo.",
  "key.print": "Imprimirla",
  "key.written": "La tengo en papel",
  "key.go": "Continuar",
  "login.title": "Desbloquear el Sync Hub",
  "login.text": "Mientras está bloqueado, los teléfonos no pueden sincronizar. No se pierde nada.",
  "login.go": "Desbloquear",
  "login.busy": "Abriendo los registros. Tarda unos segundos.",
  "login.long":
    "La apertura tarda más. Después de un corte de luz, el Sync Hub lee todos los registros una vez antes de atender a los teléfonos: con muchísimos registros tarda hasta un minuto. No hay que hacer nada.",
  "login.withKey": "Usar la clave de recuperación",
  "login.withPassphrase": "Usar la frase de acceso",
  "login.keyHint": "Del papel, con o sin guiones. Las mayúsculas no importan.",
  "login.keyUsed":
    "Abierto con la clave de recuperación. Si se olvidó la frase de acceso, elija otra en los ajustes: la pantalla oculta la pide.",
  "login.noKey": "Este Sync Hub no tiene clave de recuperación: solo lo abre la frase de acceso.",
  "problem.kept": "Se conservó una copia intacta del {time}.",
  "problem.restore": "Usar la copia conservada",
  "problem.restoreText":
    "El archivo dañado se aparta, no se borra. Se deshace un cambio de frase de acceso posterior a la copia.",
  "ask.title": "Introduzca de nuevo la frase de acceso",
  "ask.text": "La pantalla estaba oculta. Antes de cambiar algo, demuestre que es usted.",
  "ask.go": "Continuar",
  "cover.text": "La pantalla está oculta, y nada más: todo sigue como antes.",
  "cover.go": "Mostrar la pantalla",
  "lock.go": "Bloquear",
  "lock.title": "¿Bloquear el Sync Hub?",
  "lock.text":
    "Se olvidan todas las claves y se cierran los registros. Los teléfonos no pueden sincronizar hasta que alguien introduzca la frase de acceso.",
  "stop.go": "Detener el Sync Hub",
  "stop.title": "¿Detener el Sync Hub?",
  "stop.text":
    "Los teléfonos no podrán sincronizar hasta que alguien lo inicie de nuevo. No se pierde nada.",
  "stop.connected": {
    one: "{n} teléfono estuvo aquí en los últimos minutos.",
    many: "{n} de teléfonos estuvieron aquí en los últimos minutos.",
    other: "{n} teléfonos estuvieron aquí en los últimos minutos.",
  },
  "error.wait": {
    one: "Demasiados intentos fallidos. Espere {n} segundo e inténtelo otra vez.",
    many: "Demasiados intentos fallidos. Espere {n} de segundos e inténtelo otra vez.",
    other: "Demasiados intentos fallidos. Espere {n} segundos e inténtelo otra vez.",
  },
  "error.OFFLINE": "El Sync Hub no respondió. Compruebe que esté en marcha e inténtelo otra vez.",
  "error.CANCELLED": "No se cambió nada.",
  "error.WRONG_HOST":
    "Esta página se abrió con una dirección equivocada. Use el enlace del Sync Hub.",
  "error.WRONG_ORIGIN":
    "El Sync Hub rechazó una petición de otra página. Cierre las otras páginas e inténtelo de nuevo aquí.",
  "error.NOT_SIGNED_IN": "Esta ventana ya no tiene acceso. Use un enlace nuevo.",
  "error.START_TOKEN_REFUSED":
    "Este enlace ya no funciona. Inicie de nuevo el Sync Hub para obtener otro.",
  "error.TOO_MANY": "Demasiados intentos fallidos. Espere un minuto e inténtelo otra vez.",
  "error.NOT_JSON": "El Sync Hub no pudo leer la solicitud. Vuelva a cargar la página.",
  "error.WRONG_METHOD": "El Sync Hub no pudo leer la solicitud. Vuelva a cargar la página.",
  "error.TOO_LARGE": "El dato es demasiado largo. Acórtelo e inténtelo otra vez.",
  "error.INVALID": "El Sync Hub no pudo aceptar este dato. Revíselo.",
  "error.NOT_FOUND": "Eso ya no está. La página muestra el estado actual.",
  "error.LOCKED": "El Sync Hub está bloqueado. Desbloquéelo primero.",
  "error.WRONG_STATE": "El estado ha cambiado mientras tanto. La página muestra el actual.",
  "error.WRONG_PASSPHRASE":
    "La frase de acceso es incorrecta. Compruebe Bloq Mayús y el idioma del teclado.",
  "error.WRONG_RECOVERY_KEY":
    "La clave de recuperación es incorrecta. Compárela con el papel; solo funciona la más reciente.",
  "error.WEAK_PASSPHRASE":
    "La frase de acceso es demasiado débil. Elija 12 caracteres o más, al menos 5 distintos.",
  "error.CONFIRM_FIRST": "Introduzca primero la frase de acceso de nuevo.",
  "error.DAMAGED":
    "Los datos están dañados o falta una parte. No se ha sobrescrito nada. Busque una copia de los archivos.",
  "error.NEWER_SCHEMA":
    "Una versión más nueva ha escrito los datos. Instale esa versión del Sync Hub.",
  "error.LIBRARY": "Falta una parte del programa (SQLCipher). Vuelva a instalar el Sync Hub.",
  "error.BUSY": "El Sync Hub está ocupado. Inténtelo de nuevo en un momento.",
  "error.STORAGE": "El disco está lleno o no responde. Libere espacio e inténtelo otra vez.",
  "error.STOPPING": "El Sync Hub se está deteniendo. Inícielo de nuevo y vuelva a intentarlo.",
  "error.INTERNAL": "El Sync Hub encontró un error. Inténtelo otra vez; si persiste, comuníquelo.",
};
