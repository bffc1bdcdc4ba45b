// An independent JSON Schema validator: node validate.js MODULES; standard input is {"schemas", "values": [{"schema", "value", "name"}]}.
// Prints a JSON array of {"name", "errors"} of the values that are not valid.
const {createRequire} = require('node:module');
const load = createRequire(process.argv[2] + '/');
const Ajv = load('ajv').default;
let text = '';
process.stdin.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => {
  const {schemas, values} = JSON.parse(text);
  const ajv = new Ajv({allErrors: true, strict: false, validateFormats: false});
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);
  const wrong = [];
  for (const {schema, value, name} of values) {
    const validate = ajv.getSchema(schema);
    if (!validate(value)) wrong.push({name, errors: validate.errors.slice(0, 5).map((one) => `${one.instancePath} ${one.message}`)});
  }
  console.log(JSON.stringify(wrong));
});
