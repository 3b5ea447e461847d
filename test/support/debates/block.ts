/** A reply: prose, then the block for the engine. */
export const block = (prose: string, members: object): string =>
  `${prose}\n\n\`\`\`json\n${JSON.stringify(members, null, 2)}\n\`\`\``;
