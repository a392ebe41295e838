// What the pane shows: one state at a time.

import * as affichage from "./affichage.js";
import { seul } from "./travail.js";

function contenu() {
  return document.getElementById("cog-contenu");
}

/** Replace what the pane shows; `annonce` is what a screen reader says. */
export function montrer(etat, noeuds, annonce) {
  const zone = contenu();
  zone.dataset.etat = etat;
  zone.replaceChildren(...noeuds.flat());
  document.getElementById("cog-conversation").hidden = etat !== "conversation";
  dire(annonce ?? "");
}

/** Have a screen reader say something, and nothing shown. */
export function dire(annonce) {
  document.getElementById("cog-annonce").textContent = annonce;
}

/** Say what is under way. */
export function attendre(texte) {
  montrer("chargement", affichage.chargement(texte), texte);
}

/** Show what came of it. */
export function terminer(etat, noeuds) {
  const plats = noeuds.flat();
  montrer(etat, plats, plats[0].textContent);
}

/** Try something; where it fails the pane says so and offers to try again. */
export async function essayer(action, ...args) {
  await seul(
    () => action(...args),
    (erreur) => {
      const reessayer = () => essayer(action, ...args);
      if (erreur.annulee) {
        terminer("resultat", affichage.annulee(erreur, { reessayer }));
        return;
      }
      // The message is an alert: it is read out without being announced a second time.
      montrer(
        erreur.horsLigne ? "hors-ligne" : "erreur",
        affichage.erreur(erreur, { reessayer }),
      );
    },
  );
}

/** Try something that leaves what is shown as it is; a screen reader says why it failed. */
export async function essayerSansQuitter(action, ...args) {
  await seul(
    () => action(...args),
    (erreur) => dire(erreur.message),
  );
}

/** Put the focus on the title of what is shown, so that it is read and Tab goes on from there. */
export function viserLeResultat() {
  const titre = contenu().querySelector("h2[tabindex]");
  titre?.focus();
}

/** What is shown, for whoever does not see the pane. */
export function resume() {
  const zone = contenu();
  const phrases = [...zone.querySelectorAll("p:not(.cog-choix)")];
  return {
    titre: zone.querySelector("h2")?.textContent ?? "COG",
    texte: phrases.map(({ textContent }) => textContent).join("\n"),
  };
}
