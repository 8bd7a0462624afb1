const words: Readonly<Record<string, string>> = {
	ROLLBACK_COMPLETE: "what had been created was removed again; the next deploy begins anew",
	UPDATE_ROLLBACK_COMPLETE: "the update was rolled back: the stack is as it was before",
	DELETE_COMPLETE: "the stack was removed again; the next deploy begins anew",
	UPDATE_ROLLBACK_FAILED:
		"the update could not be rolled back completely; `spool rescue` says what blocks, and goes on",
	ROLLBACK_FAILED: "what had been created could not be removed completely; `spool rescue` removes the rest",
	CREATE_FAILED: "what was created is still there, because rollback is off; `spool rescue` removes it",
	UPDATE_FAILED:
		"the stack is left half updated, because rollback is off; the next deploy can mend it, and `spool rescue` rolls it back",
	DELETE_FAILED:
		"what could not be deleted is still there; `spool rescue` says why, and can leave it in the account",
};

/** The state that an operation has left a stack in, and what that means to its user. */
export function stateInWords(stack: string, status: string): string {
	const meaning = words[status];
	return `${stack} is ${status}${meaning ? `: ${meaning}` : ""}`;
}
