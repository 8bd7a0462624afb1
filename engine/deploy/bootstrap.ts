import { applyRequest, applyTemplate, operationFailure, operationToken, templateText } from "./apply.ts";
import { bind } from "./bind.ts";
import { type Course, runPhase } from "./course.ts";
import { follow } from "./follow.ts";
import type { Ports } from "./ports.ts";
import type { Work } from "./spans.ts";

async function removeEmptyStack(
	ports: Ports,
	{ stack, prepared, request }: Course,
	work: Work,
): Promise<void> {
	if (!stack) return;
	const message = `the first create of ${stack.name} had failed: its empty stack is removed first`;
	ports.emit({ kind: "note", id: work.id, level: "note", message });
	const token = operationToken();
	await ports.cloud.stacks.delete(stack.name, { token }, {});
	const { analysis } = prepared;
	const operation = {
		stackId: stack.id,
		stack: stack.name,
		token,
		action: "delete" as const,
		analysis,
		span: work.id,
	};
	const followed = await follow(ports, operation, request.signal);
	if (followed.status !== "DELETE_COMPLETE") throw operationFailure(followed, operation);
}

async function createInitialStack(ports: Ports, { prepared, request }: Course, work: Work): Promise<void> {
	const { analysis } = prepared;
	const { compiled } = analysis;
	const initial = bind(compiled.initialTemplate, new Map(), "");
	// With nothing to roll back to, a stack that could not be created would only be in the way.
	const onFailure = compiled.options.disableAutoRollback || request.noRollback ? "keep" : "delete";
	const apply = applyRequest(compiled, { body: templateText(initial) }, onFailure);
	const expected = Object.keys(initial.template.Resources).length;
	await applyTemplate(
		ports,
		{ action: "create", request: apply, analysis, expected, span: work.id },
		request.signal,
	);
}

/** Creates the bucket and the repository of a new stage, which everything else is sent to. */
export async function bootstrap(ports: Ports, course: Course): Promise<void> {
	const label = "Create the bucket and the image repository";
	await runPhase(ports, course.phases, { name: "bootstrap", label }, async (work) => {
		if (course.action === "update") {
			work.ending({ outcome: "skipped", summary: "already there" });
			return;
		}
		if (course.action === "delete-then-create") await removeEmptyStack(ports, course, work);
		await createInitialStack(ports, course, work);
	});
}
