// Buttons of the ribbon. The pane and the ribbon share one runtime: a button runs the action of
// the pane, and opens the pane where there is something to read in it. What needs no pane says in
// a small window what came of it, where the pane is closed.

(() => {
  const AVEC_VOLET = true;
  const SANS_VOLET = false;

  function associer(nom, volet, action) {
    Office.actions.associate(nom, async (event) => {
      try {
        if (volet) await Office.addin.showAsTaskpane();
        await action();
      } finally {
        event.completed();
      }
    });
  }

  const executer = (...args) => globalThis.cog.executerDuRuban(...args);
  const sansVolet = (...args) => globalThis.cog.executerSansVolet(...args);
  associer("cog-recalculer", SANS_VOLET, () => sansVolet("recalculer", "classeur"));
  associer("cog-inserer", AVEC_VOLET, () => executer("inserer"));
  associer("cog-equiper", AVEC_VOLET, () => executer("equiper"));
  associer("cog-controler", AVEC_VOLET, () => executer("controler"));
  associer("cog-expliquer", AVEC_VOLET, () => executer("expliquer"));
  associer("cog-sceller", AVEC_VOLET, () => executer("sceller"));
  associer("cog-verifier", AVEC_VOLET, () => executer("verifier"));
  associer("cog-figer", SANS_VOLET, () => sansVolet("figer"));
  associer("cog-bilan", AVEC_VOLET, () => executer("bilan"));
  associer("cog-aide", SANS_VOLET, () => executer("aide"));
  associer("cog-assistant", AVEC_VOLET, () => executer("assistant"));
})();
