import { stringify } from "yaml";

/** A template in YAML, with the keys in the order of the JSON. Long texts stay on their line, as in the JSON. */
export function templateYaml(json: string): string {
	return stringify(JSON.parse(json), { aliasDuplicateObjects: false, lineWidth: 0, version: "1.1" });
}
