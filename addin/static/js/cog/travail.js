// One thing at a time: a second press while the server or Excel works is not heard.

import { ErreurServeur } from "./serveur.js";

const INATTENDUE =
  "Excel n’a pas pu faire ce qui était demandé. Terminez la saisie en cours dans la cellule, " +
  "vérifiez que la feuille n’est pas protégée, puis réessayez.";

let occupe = false;

/** Whether something is under way. */
export function enCours() {
  return occupe;
}

/**
 * Do something that takes its time, unless something else is under way.
 *
 * @param faire what to do.
 * @param echouer receives (message, horsLigne) where it failed.
 * @returns whether it was started.
 */
export async function seul(faire, echouer) {
  if (occupe) return false;
  const volet = document.getElementById("cog-volet");
  occupe = true;
  volet.setAttribute("aria-busy", "true");
  try {
    await faire();
  } catch (erreur) {
    const connue = erreur instanceof ErreurServeur;
    if (!connue) console.error(erreur);
    echouer(connue ? erreur.message : INATTENDUE, connue && erreur.horsLigne);
  } finally {
    occupe = false;
    volet.setAttribute("aria-busy", "false");
  }
  return true;
}
