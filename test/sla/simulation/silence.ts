/** Imported first: the product reads these when its logger is made. A hundred thousand decisions are too many lines. */
process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
process.env.POWERTOOLS_METRICS_DISABLED = 'true';
