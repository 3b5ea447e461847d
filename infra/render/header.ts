/** The first line of what is rendered: whoever wants to change it is told where. */
export const renderHeader = (name: string, profile: string): string =>
  `# Made by: npm run contract -- render ${name} --profile ${profile}. Change the contract, not this file.`;
