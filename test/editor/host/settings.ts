/**
 * User settings that make a run of the editor the same every time: nothing moves, nothing is asked, nothing
 * is fetched, and no file changes unless a test says so (the web workbench saves on its own by default).
 */
const quietSettings: Readonly<Record<string, unknown>> = {
	"chat.disableAIFeatures": true,
	"extensions.autoCheckUpdates": false,
	"extensions.autoUpdate": false,
	"extensions.ignoreRecommendations": true,
	"files.autoSave": "off",
	"git.enabled": false,
	"npm.autoDetect": "off",
	"remote.autoForwardPorts": false,
	"remote.restoreForwardedPorts": false,
	"telemetry.telemetryLevel": "off",
	"update.mode": "none",
	"workbench.colorTheme": "Default Dark Modern",
	// A modal editor takes F1, and with it the palette, from the workbench.
	"workbench.editor.useModal": "off",
	"workbench.enableExperiments": false,
	// A notification that fades in is invisible in a screenshot.
	"workbench.reduceMotion": "on",
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
};

/** A settings file: the quiet settings, whether folders have to be trusted first, and what a test adds. */
export function settingsText(
	added: Readonly<Record<string, unknown>> = {},
	workspaceTrust: boolean = false,
): string {
	const settings = { ...quietSettings, "security.workspace.trust.enabled": workspaceTrust, ...added };
	return `${JSON.stringify(settings, undefined, "\t")}\n`;
}
