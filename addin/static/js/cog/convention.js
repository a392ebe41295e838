// Which convention the open workbook follows: what its defined name COG_CONVENTION says. The
// server reads the definition; here it is only fetched, with the cells that it refers to.

const NOM = "COG_CONVENTION";
// Excel raises no event when a name changes. One reading serves the batches of one
// recalculation; a person takes longer to change a name and come back.
const GARDE_MS = 1000;

let lire = lireDansExcel;
let gardee = null;
let jusqua = 0;

async function lireDansExcel() {
  return await Excel.run(async (context) => {
    const duClasseur = context.workbook.names.getItemOrNullObject(NOM).load("formula,type");
    const feuilles = context.workbook.worksheets.load("items/name");
    await context.sync();
    const noms = feuilles.items.map((feuille) => ({
      nom: feuille.names.getItemOrNullObject(NOM).load("formula,type"),
      sheet: feuille.name,
    }));
    noms.unshift({ nom: duClasseur, sheet: null });
    await context.sync();
    const presents = noms.filter(({ nom }) => !nom.isNullObject);
    if (!presents.length) return null;
    for (const un of presents) {
      if (un.nom.type === "Range") {
        un.plage = un.nom.getRangeOrNullObject().load("cellCount");
      }
    }
    await context.sync();
    const seules = presents.filter(
      ({ plage }) => plage && !plage.isNullObject && plage.cellCount === 1,
    );
    seules.forEach(({ plage }) => plage.load("values,formulas"));
    if (seules.length) await context.sync();
    return {
      names: presents.map((un) => ({
        formula: String(un.nom.formula),
        sheet: un.sheet,
        ...(seules.includes(un)
          ? { values: un.plage.values, formulas: un.plage.formulas }
          : {}),
      })),
    };
  });
}

/** Read the name in another way from now on: a dropped file is not open in Excel. */
export function lireLaConventionPar(autrement) {
  lire = autrement;
}

/**
 * What the name COG_CONVENTION of the open workbook says, as the server takes it.
 *
 * @returns null without such a name; {unreadable: true} where Excel does not say, so that
 *   formulas give an error rather than the values of another convention.
 */
export function conventionDuClasseur() {
  if (gardee === null || performance.now() > jusqua) {
    jusqua = performance.now() + GARDE_MS;
    gardee = lire().catch(() => ({ unreadable: true }));
  }
  return gardee;
}

/** A request with what the name says; unchanged in a workbook that has none. */
export async function avecLaConvention(corps) {
  const workbook_convention = await conventionDuClasseur();
  return workbook_convention === null ? corps : { ...corps, workbook_convention };
}

/** The same for a request without a body, as a parameter of its address. */
export async function parametreDeLaConvention() {
  return `classeur=${encodeURIComponent(JSON.stringify(await conventionDuClasseur()))}`;
}

/** Give the name to a workbook that has none: what is written next then follows `convention`. */
export async function nommerLaConvention(context, convention) {
  const nom = context.workbook.names.getItemOrNullObject(NOM).load("type");
  await context.sync();
  if (nom.isNullObject) context.workbook.names.add(NOM, `="${convention}"`);
  await context.sync();
  relireLaConvention();
}

/** Read the name anew the next time, because somebody acts on purpose. */
export function relireLaConvention() {
  gardee = null;
}
