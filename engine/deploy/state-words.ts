const words: Readonly<Record<string, string>> = {
	ROLLBACK_COMPLETE: "what had been created was removed again; the next deploy begins anew",
	UPDATE_ROLLBACK_COMPLETE: "the update was rolled back: the stack is as it was before",
	DELETE_COMPLETE: "the stack was removed again; the next deploy begins anew",
	UPDATE_ROLLBACK_FAILED:
		"the update could not be rolled back completely: the stack needs attention before the next deploy",
	ROLLBACK_FAILED:
		"what had been created could not be removed completely: delete the stack before the next deploy",
	CREATE_FAILED: "what was created is still there, because automatic rollback is off",
	UPDATE_FAILED:
		"the stack is left half updated, because automatic rollback is off; the next deploy can repair it",
	DELETE_FAILED: "what could not be deleted is still there",
};

/** The state that an operation has left a stack in, and what that means to its user. */
export function stateInWords(stack: string, status: string): string {
	const meaning = words[status];
	return `${stack} is ${status}${meaning ? `: ${meaning}` : ""}`;
}
