// The seal of the open workbook: a copy that carries one; whether one is as it was sealed.

import { element, resultat, titre } from "./affichage.js";
import * as constats from "./constats.js";
import { attendre, essayer, essayerSansQuitter, terminer } from "./etat.js";
import { caseACocher, champ } from "./formulaires.js";
import { hote } from "./hote.js";
import { envoyer } from "./serveur.js";

// A workbook takes longer than a sheet; the server gives up before that.
const ATTENTE = 300;
const LETTRES_DU_NOM = 120;

// What the officer typed last, for as long as the pane is open.
let auteur = "";
let avecAuteur = true;

/** Verify the seal of the open workbook. */
export async function verifier() {
  attendre("Vérification du bordereau en cours…");
  const recu = await envoyer("/cog/verifier", await hote.fichierOuvert(), ATTENTE);
  terminer(
    recu.findings.length ? "constats" : "resultat",
    constats.bordereau(recu, {
      choisir: (feuille, cellule) => essayerSansQuitter(hote.choisir, feuille, cellule),
    }),
  );
}

/** Ask whose name the seal is to carry; `remettre` hands the sealed copy out. */
export function demander(remettre) {
  hote.exiger();
  const dire = caseACocher("cog-sceau-dire", "Dire qui scelle", avecAuteur);
  const nom = champ("cog-sceau-auteur", "Nom ou service", auteur, {
    maxlength: String(LETTRES_DU_NOM),
    "aria-describedby": "cog-sceau-note",
  });
  const suivre = () => {
    nom.champ.disabled = !dire.boite.checked;
    nom.champ.required = dire.boite.checked;
  };
  dire.boite.addEventListener("change", suivre);
  suivre();
  const page = element(
    "form",
    { class: "cog-formulaire" },
    dire.bloc,
    nom.bloc,
    element(
      "p",
      { id: "cog-sceau-note", class: "cog-note" },
      "Si vous êtes connecté par un compte, c’est le nom de ce compte qui est écrit.",
    ),
    element("button", { type: "submit", class: "btn cog-principal" }, "Sceller"),
  );
  page.addEventListener("submit", (evenement) => {
    evenement.preventDefault();
    avecAuteur = dire.boite.checked;
    auteur = nom.champ.value.trim();
    essayer(sceller, avecAuteur ? auteur : "", remettre);
  });
  terminer("formulaire", [
    titre("Sceller"),
    element(
      "p",
      {},
      "Une copie du classeur reçoit un bordereau de calcul : saisies, formules, règles, " +
        `convention et valeurs. ${hote.ouvert.replace(/^l/, "L")} n’est pas modifié.`,
    ),
    page,
  ]);
}

async function sceller(author, remettre) {
  attendre("Scellement en cours…");
  const fichier = await hote.fichierOuvert();
  // East of universal time, where JavaScript counts west.
  const offset = -new Date().getTimezoneOffset();
  const recu = await envoyer("/cog/sceller", { ...fichier, author, offset }, ATTENTE);
  terminer("resultat", [
    ...resultat(recu.title, ...recu.sentences),
    element("p", {}, "Transmettez cette copie telle quelle : « Vérifier » dira si elle est intacte."),
    ...remettre(recu),
  ]);
}
