// A small workbook in memory, and how its calls of our functions are calculated: what stands behind
// the stubs of Excel and Office. The parts of the stub are put together by `browser.py`.
globalThis.bouchon = (() => {
  const ERREURS = {
    "#DIV/0!": "Div0",
    "#N/A": "NotAvailable",
    "#NAME?": "Name",
    "#NULL!": "Null",
    "#NUM!": "Num",
    "#REF!": "Ref",
    "#VALUE!": "Value",
  };
  const fonctions = new Map();
  const actions = new Map();
  const journal = [];
  // What tests change.
  const etat = {
    classeur: { nom: "classeur.xlsx", active: 0, selection: "A1", feuilles: [] },
    recalculObei: true,
    videsAZero: false,
    depuis1904: false,
    fenetresRefusees: false,
    visibilite: () => {},
    lecturesRefusees: 0,
    fichier: { url: "", octets: null },
    metadonnees: null,
    // Excel does not give defined names while it is set.
    nomsMuets: false,
  };

  // ---- addresses ----
  const lettres = (numero) => {
    let texte = "";
    for (; numero > 0; numero = Math.floor((numero - 1) / 26)) {
      texte = String.fromCharCode(65 + ((numero - 1) % 26)) + texte;
    }
    return texte;
  };
  const nombre = (texte) => [...texte].reduce((n, l) => n * 26 + l.charCodeAt(0) - 64, 0);
  const adresse = (ligne, colonne) => `${lettres(colonne + 1)}${ligne + 1}`;
  function bornes(texte) {
    const [debut, fin = debut] = texte.replaceAll("$", "").split(":");
    const lire = (coin, defaut) => {
      const [, colonne, ligne] = /^([A-Z]*)(\d*)$/.exec(coin) ?? [];
      if (colonne === undefined || coin === "") throw erreur("InvalidArgument", texte);
      return [
        ligne ? Number(ligne) - 1 : defaut[0],
        colonne ? nombre(colonne) - 1 : defaut[1],
      ];
    };
    const [l1, c1] = lire(debut, [0, 0]);
    const [l2, c2] = lire(fin, [1048575, 16383]);
    return { ligne: l1, colonne: c1, hauteur: l2 - l1 + 1, largeur: c2 - c1 + 1 };
  }
  function erreur(code, message) {
    const e = new Error(`${code}: ${message}`);
    e.code = code;
    return e;
  }

  // ---- cells ----
  const cellule = (feuille, l, c) => feuille.cellules[adresse(l, c)] ?? {};
  function ecrireCellule(feuille, l, c, contenu) {
    const cle = adresse(l, c);
    const avant = feuille.cellules[cle] ?? {};
    if (contenu === "" || contenu === null) {
      feuille.cellules[cle] = { ...avant, v: "", f: undefined };
    } else if (typeof contenu === "string" && contenu.startsWith("=")) {
      feuille.cellules[cle] = { ...avant, f: contenu, v: avant.v ?? 0 };
      calculer(feuille, cle);
    } else if (typeof contenu === "string" && contenu.startsWith("'")) {
      feuille.cellules[cle] = { ...avant, f: undefined, v: contenu.slice(1) };
    } else {
      feuille.cellules[cle] = { ...avant, f: undefined, v: contenu };
    }
  }
  function remplie(feuille) {
    const places = Object.entries(feuille.cellules)
      .filter(([, { v, f }]) => f !== undefined || (v !== undefined && v !== ""))
      .map(([cle]) => bornes(cle));
    if (!places.length) return null;
    const l1 = Math.min(...places.map((p) => p.ligne));
    const c1 = Math.min(...places.map((p) => p.colonne));
    const l2 = Math.max(...places.map((p) => p.ligne));
    const c2 = Math.max(...places.map((p) => p.colonne));
    return { ligne: l1, colonne: c1, hauteur: l2 - l1 + 1, largeur: c2 - c1 + 1 };
  }

  // ---- calculation: what Excel does with =COG_X(constants and references) ----
  const APPEL = /^(COG_[A-Z_]+)\((.*)\)$/s;
  function lireArguments(feuille, texte) {
    const morceaux = [];
    let courant = "";
    let guillemets = false;
    let profondeur = 0;
    for (const signe of texte) {
      if (signe === '"') guillemets = !guillemets;
      if (!guillemets && "({".includes(signe)) profondeur += 1;
      if (!guillemets && ")}".includes(signe)) profondeur -= 1;
      if (signe === "," && !guillemets && !profondeur) {
        morceaux.push(courant);
        courant = "";
      } else courant += signe;
    }
    morceaux.push(courant);
    return Promise.all(morceaux.map((un) => valeurDe(feuille, un.trim())));
  }
  // Where each argument comes from, as Excel says it; nothing for what is no reference.
  function adressesDe(feuille, texte) {
    return texte.split(",").map((un) => {
      const [, ou, place] = /^(?:(.+)!)?(\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)$/.exec(un.trim()) ?? [];
      return place ? `${ou ?? feuille.nom}!${place}` : "";
    });
  }
  async function valeurDe(feuille, texte) {
    if (texte === "") return null;
    const appel = APPEL.exec(texte);
    if (appel) {
      const rendu = await appeler(appel[1], await lireArguments(feuille, appel[2]));
      return rendu.valeur ?? "#VALUE!";
    }
    if (/^".*"$/s.test(texte)) return texte.slice(1, -1).replaceAll('""', '"');
    if (/^(TRUE|FALSE)$/.test(texte)) return texte === "TRUE";
    if (!Number.isNaN(Number(texte))) return Number(texte);
    const { ligne, colonne, hauteur, largeur } = bornes(texte.split("!").pop());
    return Array.from({ length: hauteur }, (_, i) =>
      Array.from({ length: largeur }, (_, j) => {
        const valeur = cellule(feuille, ligne + i, colonne + j).v ?? "";
        // So do some versions for the desktop.
        return valeur === "" && etat.videsAZero ? 0 : valeur;
      }),
    );
  }
  async function calculer(feuille, cle) {
    const contenu = feuille.cellules[cle];
    const appel = APPEL.exec(contenu.f.slice(1));
    if (!appel) {
      if (/_xldudf_|_xll\./.test(contenu.f)) contenu.v = "#NAME?";
      return;
    }
    journal.push(["appel", contenu.f]);
    contenu.v = "#BUSY!";
    const rendu = await appeler(
      appel[1],
      await lireArguments(feuille, appel[2]),
      `${feuille.nom}!${cle}`,
      adressesDe(feuille, appel[2]),
    );
    const valeur = rendu.valeur?.[0]?.[0];
    contenu.v = rendu.erreur ? "#VALUE!" : (valeur?.type === "Error" ? "#N/A" : valeur);
  }
  function recalculer(feuilles) {
    if (!etat.recalculObei) return;
    for (const feuille of feuilles) {
      for (const [cle, { f }] of Object.entries(feuille.cellules)) {
        if (f) calculer(feuille, cle);
      }
    }
  }
  async function enForme(nom, valeurs) {
    etat.metadonnees ??= fetch(`${config.appPath}/xlwings/custom-functions-meta.json`).then((lu) => lu.json());
    const { parameters } = (await etat.metadonnees).functions.find(({ id }) => id === nom);
    // A call with too many arguments is passed on whole: the server must refuse it.
    const nombre = Math.max(parameters.length, valeurs.length);
    return Array.from({ length: nombre }, (_, rang) => {
      const { dimensionality } = parameters[rang] ?? { dimensionality: "matrix" };
      const valeur = valeurs[rang] ?? null;
      if (valeur === null) return null;
      const bloc = Array.isArray(valeur) ? valeur : [[valeur]];
      const cellules = bloc.map((ligne) =>
        ligne.map((une) =>
          une in ERREURS ? { type: "Error", basicType: "Error", basicValue: une, errorType: ERREURS[une] } : une,
        ),
      );
      return dimensionality === "matrix" ? cellules : cellules[0][0];
    });
  }
  async function appeler(nom, valeurs, address = "Feuil1!A1", parameterAddresses = []) {
    const preparees = await enForme(nom, valeurs);
    try {
      const invocation = { address, parameterAddresses, functionName: nom };
      return { valeur: await fonctions.get(nom)(...preparees, invocation) };
    } catch (e) {
      return { erreur: e.code ?? "inattendue", message: e.message };
    }
  }

  return {
    etat, fonctions, actions, journal, erreur, adresse, bornes,
    cellule, ecrireCellule, remplie, calculer, recalculer, appeler,
  };
})();
