// The check of the sheet, or of a convention form, and the repair of what it found.

import * as affichage from "./affichage.js";
import * as constats from "./constats.js";
import { attendre, essayer, essayerSansQuitter, terminer } from "./etat.js";
import { hote } from "./hote.js";
import { envoyer, envoyerAvecLaConvention } from "./serveur.js";

// A form takes longer than a sheet; the server gives up before that.
const ATTENTE_DE_LA_CONVENTION = 300;

/** Check what is shown: the form of a convention where it is one, else the sheet. */
export async function controler() {
  attendre("Contrôle de la feuille en cours…");
  const feuille = await hote.lireFeuille();
  const workbook = await hote.lireComposition();
  const recu = await envoyerAvecLaConvention("/cog/controler", { ...feuille, workbook });
  if (recu.form) await controlerLaConvention();
  else montrerLesConstats(feuille.sheet, recu);
}

async function controlerLaFeuille() {
  attendre("Contrôle de la feuille en cours…");
  const feuille = await hote.lireFeuille();
  montrerLesConstats(feuille.sheet, await envoyerAvecLaConvention("/cog/controler", feuille));
}

function montrerLesConstats(feuille, recu) {
  terminer(
    recu.findings.length ? "constats" : "resultat",
    constats.constats(feuille, recu, {
      choisir: (cellule) => essayerSansQuitter(hote.choisir, feuille, cellule),
      corriger: hote.ecrit ? (liste) => essayer(corriger, feuille, liste) : undefined,
    }),
  );
}

async function corriger(feuille, liste) {
  attendre("Correction en cours…");
  const remplacements = liste.map(({ cell, repair: { before, after } }) => ({ cell, before, after }));
  const avant = await hote.corriger(feuille, remplacements);
  const gestes = {
    annuler: () => essayer(annulerLaCorrection, feuille, avant),
    controler: () => essayer(controler),
  };
  const fait = { corrigees: avant.length, laissees: liste.length - avant.length };
  terminer("resultat", constats.corriges(fait, gestes));
}

async function annulerLaCorrection(feuille, avant) {
  attendre("Retour aux valeurs précédentes en cours…");
  const remises = await hote.corriger(
    feuille,
    avant.map(({ cell, before, after, format }) => ({ cell, before: after, after: before, format })),
  );
  terminer(
    "resultat",
    affichage.resultat(
      "Correction annulée",
      `${affichage.pluriel(remises.length, "cellule")} comme avant la correction.`,
    ),
  );
}

async function controlerLaConvention() {
  attendre("Contrôle de la convention en cours…");
  const controle = await envoyer(
    "/cog/controler/convention",
    await hote.classeurOuvert(),
    ATTENTE_DE_LA_CONVENTION,
  );
  terminer(
    controle.findings.length ? "constats" : "resultat",
    constats.anomalies(controle, {
      choisir: (feuille, cellule) => essayerSansQuitter(hote.choisir, feuille, cellule),
      controlerLaFeuille: () => essayer(controlerLaFeuille),
    }),
  );
}
