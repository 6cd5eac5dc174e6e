// English texts of the screen "analysis": its frame. Each tab has a file of its own.

export const analysis = {
  "analysis.title": "Analysis",
  "analysis.tabs": "Parts of this screen",
  "analysis.tab.find": "Find",
  "analysis.tab.near": "Near in meaning",
  "analysis.tab.matrices": "Matrices",
  "analysis.tab.talk": "Talk",
  "analysis.tab.readings": "Readings",
  "analysis.tab.agreement": "Agreement",
  "analysis.tab.pictures": "Pictures",
} as const;
