// Fails when the public AsyncAPI parser finds an error in the document; warnings and hints are only shown.
import { readFileSync } from 'node:fs';
import { DiagnosticSeverity, Parser } from '@asyncapi/parser';

const { document, diagnostics } = await new Parser().parse(readFileSync(process.argv[2], 'utf8'));
for (const { severity, path, message } of diagnostics.slice(0, 20))
  console.log(`${DiagnosticSeverity?.[severity] ?? severity} ${path.join('.')}: ${message}`);
const errors = diagnostics.filter(({ severity }) => severity === 0);
if (errors.length > 0 || !document) {
  console.error(`${errors.length} errors`);
  process.exit(1);
}
console.log(`AsyncAPI ${document.version()}: ${document.channels().length} channels, ${document.operations().length} operations, ` +
  `${document.components().messages().length} messages, ${document.components().schemas().length} schemas`);
