// The seal of the open workbook: whether it is as it was sealed, or what changed.

import * as constats from "./constats.js";
import { attendre, essayerSansQuitter, terminer } from "./etat.js";
import { classeurOuvert } from "./fichiers.js";
import { hote } from "./hote.js";
import { envoyer } from "./serveur.js";

// A workbook takes longer than a sheet; the server gives up before that.
const ATTENTE = 300;

/** Verify the seal of the open workbook. */
export async function verifier() {
  attendre("Vérification du bordereau en cours…");
  const recu = await envoyer("/cog/verifier", await classeurOuvert(), ATTENTE);
  terminer(
    recu.findings.length ? "constats" : "resultat",
    constats.bordereau(recu, {
      choisir: (feuille, cellule) => essayerSansQuitter(hote.choisir, feuille, cellule),
    }),
  );
}
