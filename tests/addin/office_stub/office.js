// Stands for CustomFunctions and Office, and holds what the tests take hold of: `essai`.
(() => {
  const { etat, fonctions, actions, journal, erreur, appeler } = bouchon;

  class CustomFunctionsError extends Error {
    constructor(code, message) {
      super(message);
      this.code = code;
    }
  }
  globalThis.CustomFunctions = {
    associate: (nom, fonction) => fonctions.set(nom, fonction),
    Error: CustomFunctionsError,
    ErrorCode: { invalidValue: "#VALUE!", notAvailable: "#N/A" },
  };
  const pret = { host: "Excel", platform: "PC" };
  // ---- the open workbook as a file, handed over in slices ----
  const succes = (value) => ({ status: "succeeded", value });
  const refus = (message) => ({ status: "failed", error: { message } });
  const tranches = (octets, taille) => ({
    sliceCount: Math.ceil(octets.length / taille),
    size: octets.length,
    getSliceAsync: (rang, suite) =>
      suite(succes({ index: rang, data: [...octets.slice(rang * taille, (rang + 1) * taille)] })),
    closeAsync: (suite) => { journal.push(["fichier", "fermé"]); suite(succes()); },
  });

  globalThis.Office = {
    onReady: (suite) => Promise.resolve(pret).then((info) => { suite?.(info); return info; }),
    actions: { associate: (nom, action) => actions.set(nom, action) },
    addin: {
      showAsTaskpane: async () => { journal.push(["volet"]); },
      onVisibilityModeChanged: (suite) => { etat.visibilite = suite; },
    },
    EventType: { DialogMessageReceived: "message" },
    context: {
      // Notes (ExcelApi 1.18) and pivot tables (1.8) are of no interest here.
      requirements: {
        isSetSupported: (nom, version) =>
          nom !== "ExcelApi" || !["1.18", "1.8"].includes(String(version)),
      },
      ui: {
        openBrowserWindow: (page) => journal.push(["page", page]),
        displayDialogAsync: (page, taille, suite) => {
          journal.push(["fenêtre", page]);
          suite(etat.fenetresRefusees ? refus("12007") : succes({ addEventHandler() {}, close() {} }));
        },
      },
      document: {
        get url() { return etat.fichier.url; },
        getFileAsync: (type, options, suite) => {
          if (type !== "compressed") throw erreur("InvalidArgument", type);
          if (!etat.fichier.octets) { suite(refus("Le fichier n’est pas disponible.")); return; }
          journal.push(["fichier", "ouvert"]);
          suite(succes(tranches(etat.fichier.octets, options.sliceSize)));
        },
      },
    },
    FileType: { Compressed: "compressed", Text: "text", Pdf: "pdf" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  };

  /** What the tests hold on to. */
  globalThis.essai = {
    appeler,
    journal,
    fonctions,
    poser: (nouveau) => { etat.classeur = { active: 0, selection: "A1", nom: "classeur.xlsx", ...nouveau }; },
    compterDepuis1904: (oui) => { etat.depuis1904 = oui; },
    refuserLesFenetres: (oui) => { etat.fenetresRefusees = oui; },
    fermerLeVolet: (oui) => etat.visibilite({ visibilityMode: oui ? "Hidden" : "Taskpane" }),
    viderAZero: (oui) => { etat.videsAZero = oui; },
    refuserLesLectures: (nombre) => { etat.lecturesRefusees = nombre; },
    taireLesNoms: (oui) => { etat.nomsMuets = oui; },
    lire: () => JSON.parse(JSON.stringify(etat.classeur)),
    enregistre: (url, base64) => {
      // Excel knows a workbook by its name; the address may be that of a copy.
      etat.classeur.nom = decodeURIComponent(url.split(/[?#]/)[0].split(/[/\\]/).pop());
      etat.fichier = { url, octets: Uint8Array.from(atob(base64), (signe) => signe.charCodeAt(0)) };
    },
    obeir: (oui) => { etat.recalculObei = oui; },
    ruban: async (nom) => {
      let fini = false;
      await actions.get(nom)({ completed: () => { fini = true; } });
      return fini;
    },
    rubans: () => [...actions.keys()].sort(),
  };
})();
