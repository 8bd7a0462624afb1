import { pascal } from "./logical-id.ts";

function capitalised(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Name under which a stack exports an output: PascalCase of both. `shop-2-prod`, `dbArn` → `Shop2ProdDbArn`. */
export function exportName(stack: string, output: string): string {
	return pascal(stack + capitalised(output)).replaceAll("_", "");
}

/** Name of the output that a directive adds: `JobsQueue`, `arn` → `JobsQueueArn`. */
export function addedOutput(of: string, property: string): string {
	return pascal(of + capitalised(property)).replaceAll("_", "");
}
