// Reads [{name, file, parameters, allowed: [{rule, logicalId?, reason}]}] as JSON, and prints what the validator says of each at the level of a
// warning or above, as JSON: {name: [text, ...]}. A template that it cannot analyse whole counts as wrong.
import { readFileSync } from "node:fs";
import { RegoEngine, TemplateFile } from "@aws/cloudformation-validate";

const engine = new RegoEngine();
const found = {};
for (const { name, file, parameters, allowed } of JSON.parse(readFileSync(0, "utf8"))) {
    try {
        const report = engine.validateStandard(new TemplateFile(file), { severityLevel: "WARN", parameterOverrides: parameters });
        found[name] = report.diagnostics
            .filter(one => !allowed.some(other => other.rule === one.ruleId && (other.logicalId ?? one.entity?.logicalId) === one.entity?.logicalId))
            .map(one => `${one.ruleId} ${one.entity?.logicalId ?? ""} ${one.propertyPath ?? ""}: ${one.message}`);
        if (report.status !== "OK") found[name].push(`analysed with status ${report.status}`);
    } catch (error) {
        found[name] = [String(error)];
    }
}
process.stdout.write(JSON.stringify(found));
