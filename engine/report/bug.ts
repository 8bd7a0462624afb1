/** Spool itself is wrong. Shown with a request to report it; one feature dies, not the server. */
export class Bug extends Error {
	constructor(message: string) {
		super(`${message}. This is a defect of Spool, please report it`);
		this.name = "Bug";
	}
}

/** Ends the current feature because an invariant of Spool does not hold. */
export function bug(message: string): never {
	throw new Bug(message);
}
