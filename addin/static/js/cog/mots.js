// What messages call the place where the officer works, and what can be done there: the pane in
// Excel, until the page puts its own words.

export const mots = {
  inattendue:
    "Excel n’a pas pu faire ce qui était demandé. Terminez la saisie en cours dans la cellule, " +
    "vérifiez que la feuille n’est pas protégée, puis réessayez.",
  reconnexion:
    "Enregistrez le classeur, fermez puis rouvrez Excel, connectez-vous avec votre compte " +
    "professionnel et réessayez.",
  endroit: "le volet",
  rouvrir: "Fermez et rouvrez le volet",
  gardees: " Vos cellules gardent leurs valeurs.",
};

/** Have the messages speak of another place. */
export function parlerAutrement(autres) {
  Object.assign(mots, autres);
}
