/** The first line of a rendered file. It names the command that makes the file and what to change instead of it. */
export const renderHeader = (name: string, profile: string): string =>
  `# Made by: npm run contract -- render ${name} --profile ${profile}. Change the contract, not this file.`;
