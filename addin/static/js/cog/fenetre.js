// Says what an action of the ribbon came to while the pane is closed: in a small window of Office.

import { adresse } from "./serveur.js";

const TAILLE = { height: 30, width: 30, displayInIframe: true };

let ouvert = globalThis.document?.visibilityState === "visible";

/** Follow whether the pane is shown. */
export function suivreLaVisibilite() {
  globalThis.Office?.addin?.onVisibilityModeChanged?.(({ visibilityMode: mode }) => {
    ouvert = mode === "Taskpane";
  });
}

/** Whether the pane is shown. */
export function voletOuvert() {
  return ouvert;
}

/** Show a title and some text in a window of their own; in the pane where Office opens none. */
export async function annoncer(titre, texte) {
  const page = adresse(
    `/xlwings/alert?${new URLSearchParams({
      prompt: texte,
      title: titre,
      buttons: "ok",
      mode: "info",
      callback: "",
    })}`,
  );
  const { ui } = Office.context;
  const resultat = await new Promise((suite) => ui.displayDialogAsync(page, TAILLE, suite));
  if (resultat.status !== Office.AsyncResultStatus.Succeeded) {
    await Office.addin.showAsTaskpane();
    return;
  }
  const fenetre = resultat.value;
  fenetre.addEventHandler(Office.EventType.DialogMessageReceived, () => fenetre.close());
}
