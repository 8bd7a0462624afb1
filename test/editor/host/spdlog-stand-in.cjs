// Takes the place of the compiled module @vscode/spdlog in the installed VS Code server. The real one needs a
// compiler at install time; log files and the Output panel need no more than this.
// Keep the `exports.x =` form: VS Code loads the module by import(), which finds names only in that form.
const fs = require("node:fs");
const path = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical", "off"];

class Logger {
	constructor(_kind, _name, file) {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		this.descriptor = fs.openSync(file, "a");
		this.level = 2;
		this.isRaw = false;
	}
	getLevel() {
		return this.level;
	}
	setLevel(level) {
		this.level = level;
	}
	setPattern() {}
	clearFormatters() {
		this.isRaw = true;
	}
	flush() {}
	drop() {
		if (this.descriptor !== undefined) fs.closeSync(this.descriptor);
		this.descriptor = undefined;
	}
	write(level, message) {
		if (level < this.level || this.descriptor === undefined) return;
		const time = new Date().toISOString().replace("T", " ").slice(0, 23);
		fs.writeSync(this.descriptor, this.isRaw ? message : `${time} [${levels[level]}] ${message}\n`);
	}
}

["trace", "debug", "info", "warn", "error", "critical"].forEach((name, level) => {
	Logger.prototype[name] = function (message) {
		this.write(level, message);
	};
});

exports.version = 1;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = async (name, file) => new Logger("", name, file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
