/** Headings of columns that say where, when and how, and hold no quantity. */
export const ROLES = {
  site: /^(site|site[ _.-]*(name|id|code)|station|location|transect)$/i,
  lat: /^(decimal[ _.-]?)?lat(itude)?([ _.(].*)?$/i,
  lon: /^(decimal[ _.-]?)?(lon|long|lng)(itude|gitude)?([ _.(].*)?$/i,
  date: /date$|^date|^timestamp/i,
  dayOfYear: /^(doy|day[ _.-]*of[ _.-]*year|julian([ _.-]*day)?|jday|yday)$/i,
  year: /^(year|yr)$/i,
  month: /^(month|mon)$/i,
  treatment: /^(treatment|trt|treat|warming|otc|manipulation)$/i,
  method: /^(method|instrument|technique)$/i,
} as const;
