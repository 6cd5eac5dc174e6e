// Danish texts of the screen "analysis": its frame. Each tab has a file of its own.

export const analysis = {
  "analysis.title": "Analyse",
  "analysis.tabs": "Dele af denne skærm",
  "analysis.tab.find": "Find",
  "analysis.tab.near": "Nær i betydning",
  "analysis.tab.matrices": "Matricer",
  "analysis.tab.talk": "Tale",
  "analysis.tab.readings": "Læsninger",
  "analysis.tab.agreement": "Overensstemmelse",
  "analysis.tab.pictures": "Billeder",
} as const;
