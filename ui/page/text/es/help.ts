/**
 * The help, in Spanish.
 *
 * @module
 */
import type { HELP as EN } from "../en/help.ts";
import type { Catalogue } from "../text.ts";

export const HELP: Catalogue<keyof typeof EN> = {
  "help.intro": "Funciona sin internet.",
  "help.problems": "Cuando algo no funciona",
  "help.noPhone": "Un teléfono no encuentra el Sync Hub",
  "help.noPhoneText":
    "El teléfono y el equipo deben estar en el mismo Wi-Fi. Mire la dirección en la pantalla de vincular: si ha cambiado, el teléfono escanea de nuevo el código QR. Si el equipo tiene cortafuegos, debe permitir el Sync Hub en redes privadas.",
  "help.noLogin": "Nadie puede iniciar sesión en un teléfono",
  "help.noLoginText":
    "Las cuentas llegan desde la nube. La cuenta necesita una clínica. Tras muchas contraseñas incorrectas, espere unos minutos.",
  "help.notAll": "Un teléfono no muestra todos los registros",
  "help.notAllText":
    "Pulse de nuevo Sincronizar en el teléfono hasta que la pantalla de teléfonos ya no diga que hay más. Un teléfono solo recibe registros de las clínicas que su cuenta puede ver.",
  "help.forgot": "Se olvidó la frase de acceso",
  "help.forgotText":
    "Desbloquee con la clave de recuperación del papel y elija después otra frase en los ajustes. También sirve la frase de otra persona. Sin ninguna de ellas nadie puede abrir los registros.",
  "help.moved": "El equipo está en otra red",
  "help.movedText":
    "El código QR cambia por sí solo. Los teléfonos vinculados lo escanean otra vez; nadie tiene que iniciar sesión de nuevo y no se pierde nada.",
  "help.noCloud": "Los registros no llegan a la nube",
  "help.noCloudText":
    "Mire la nube en la pantalla Servidor: dice qué falta. Sin internet no hay que hacer nada; el Sync Hub vuelve a intentarlo por sí solo el tiempo que haga falta, y los teléfonos siguen funcionando.",
  "help.screens": "Pantalla por pantalla",
  "help.setup":
    "Una lista desde la frase de acceso hasta el primer teléfono. Siempre marca el siguiente paso y desaparece cuando todo está hecho.",
  "help.server":
    "Muestra si se atiende a los teléfonos, en qué dirección y desde cuándo, y cómo va todo con la nube. Aquí puede sincronizar con la nube, y bloquear o detener el Sync Hub.",
  "help.pair":
    "Admita teléfonos nuevos durante unos minutos y muéstreles el código. Cada teléfono que llega aparece en la lista; con Deshacer queda fuera de nuevo.",
  "help.phones":
    "Todos los teléfonos, quién los usa y cuándo sincronizaron. Retire un teléfono perdido: ya no podrá sincronizar.",
  "help.activity": "Quién hizo qué y cuándo, sin nombres de pacientes.",
  "help.attention":
    "Valores que cambiaron dos personas, registros que no se pudieron incorporar y lo que la nube no aceptó. No se pierde nada mientras esperan.",
  "help.records": "Cuántos registros hay, cómo crecen y cuánto espacio queda en el disco.",
  "help.settings":
    "Idioma, colores, nombre, nube, frase de acceso y cómo se atiende a los teléfonos.",
  "help.card": "Tarjeta para quienes usan los teléfonos",
  "help.cardText": "Cómo trabajar con {name}",
  "help.step": "{n}.",
  "help.card1": "Conecte el teléfono al Wi-Fi de la clínica.",
  "help.card2":
    "En la aplicación Hikma Health elija «Registrar con código QR» y escanee el código.",
  "help.card3": "Inicie sesión con su correo y contraseña.",
  "help.card4": "Pulse Sincronizar al llegar y antes de irse.",
  "help.cardTrouble": "Si no funciona",
  "help.trouble1": "¿Está el teléfono en el Wi-Fi de la clínica?",
  "help.trouble2": "¿Está el Sync Hub encendido y desbloqueado?",
  "help.trouble3": "Escanee de nuevo el código QR.",
  "help.trouble4": "Lo que ha introducido se queda en el teléfono hasta que se sincronice.",
  "help.print": "Imprimir la tarjeta",
};
