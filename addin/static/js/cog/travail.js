// One thing at a time: while the server or Excel works, the buttons say that they wait, the time
// that has passed is shown, and what is under way can be given up.

import { mots } from "./mots.js";
import { ErreurServeur } from "./serveur.js";

// What takes less is over before anybody could give it up.
const MONTRER_APRES_MS = 500;
const SECONDE_MS = 1000;

let arret = null;
let minuterie = null;

/** Whether something is under way. */
export function enCours() {
  return arret !== null;
}

/** What tells that the officer gave up, for whoever waits; undefined where nothing is under way. */
export function signal() {
  return arret?.signal;
}

function boutons() {
  return document.querySelectorAll("button:not([data-travail])");
}

// Not `disabled`: a button must keep the focus while it waits.
function bloquer() {
  for (const bouton of boutons()) bouton.setAttribute("aria-disabled", "true");
}

function debloquer() {
  for (const bouton of boutons()) bouton.removeAttribute("aria-disabled");
}

function montrerLaDuree(debut) {
  const bande = document.getElementById("cog-travail");
  if (!bande) return;
  bande.hidden = false;
  const secondes = Math.floor((performance.now() - debut) / SECONDE_MS);
  document.getElementById("cog-travail-duree").textContent =
    secondes < 2 ? "En cours…" : `En cours depuis ${secondes}\u00a0s`;
  minuterie = setTimeout(() => montrerLaDuree(debut), SECONDE_MS);
}

function cacherLaDuree() {
  clearTimeout(minuterie);
  const bande = document.getElementById("cog-travail");
  if (bande) bande.hidden = true;
}

/** What went wrong, as it can be shown. */
function enPhrase(erreur) {
  if (erreur instanceof ErreurServeur) return erreur;
  console.error(erreur);
  return new ErreurServeur(mots.inattendue);
}

/**
 * Do something that takes its time, unless something else is under way.
 *
 * @param faire what to do.
 * @param echouer receives the {@link ErreurServeur} where it failed or was given up.
 * @returns whether it was started.
 */
export async function seul(faire, echouer) {
  if (enCours()) return false;
  const volet = document.getElementById("cog-volet");
  arret = new AbortController();
  const debut = performance.now();
  minuterie = setTimeout(() => montrerLaDuree(debut), MONTRER_APRES_MS);
  volet.setAttribute("aria-busy", "true");
  bloquer();
  try {
    await faire();
  } catch (erreur) {
    echouer(enPhrase(erreur));
  } finally {
    arret = null;
    cacherLaDuree();
    debloquer();
    volet.setAttribute("aria-busy", "false");
  }
  return true;
}

/** Give up what is under way. */
export function abandonner() {
  arret?.abort();
}

/** Hook up the button that gives up. */
export function preparerLArret() {
  document.querySelector("[data-travail=annuler]")?.addEventListener("click", abandonner);
}
