// node metadata.cjs MODULES SOURCE: the metadata that Microsoft's tool makes of JSDoc comments, or its errors
const { createRequire } = require("node:module");
const [modules, source] = process.argv.slice(2);
const { generateCustomFunctionsMetadata } = createRequire(`${modules}/`)("custom-functions-metadata");
generateCustomFunctionsMetadata(source, false).then(({ metadataJson, errors }) => {
  process.stdout.write(JSON.stringify({ metadata: metadataJson ? JSON.parse(metadataJson) : null, errors }));
});
