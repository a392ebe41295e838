// What the pane works on: the workbook open in Excel, unless the page puts a dropped file in its
// place. The other modules reach the workbook through here.

import * as cellule from "./cellule.js";
import * as classeur from "./classeur.js";
import * as equipement from "./equiper.js";
import * as fichiers from "./fichiers.js";

/** How the workbook is read and written; `ecrit` tells whether anything can be written into it. */
export const hote = {
  ecrit: true,
  // What the officer calls the program, in sentences about it.
  programme: "Excel",
  // What the place of the workbook is called: « le classeur ouvert ».
  ouvert: "le classeur ouvert",
  lireFeuille: classeur.lireFeuille,
  lireComposition: classeur.lireComposition,
  lireSelection: classeur.lireSelection,
  choisir: classeur.choisir,
  // Fails where there is no workbook to work on: in Excel there always is one.
  exiger() {},
  celluleChoisie: classeur.celluleChoisie,
  recalculer: classeur.recalculer,
  corriger: classeur.corriger,
  figer: classeur.figer,
  inserer: classeur.inserer,
  poserFormule: cellule.poserFormule,
  remettre: cellule.remettre,
  classeurOuvert: fichiers.classeurALire,
  // What is to be written into must be had as a file.
  fichierOuvert: fichiers.classeurOuvert,
  equiper: equipement.poser,
  retirer: equipement.retirer,
  ouvrirClasseur: fichiers.ouvrirClasseur,
};

/** Work on something else from now on. */
export function travaillerSur(autre) {
  Object.assign(hote, autre);
}
