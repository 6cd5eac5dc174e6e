/** Runes everywhere; the scoped styles of parts go into files, never into <style> elements. */
export default { compilerOptions: { runes: true, css: "external" } };
