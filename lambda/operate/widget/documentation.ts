/** What the console shows for *Get documentation*, in Markdown. */
export const documentation = `# Hire Invites

Who needs a hand, who waits, and one hire's story, with a button for each thing that can be done about it.

The widget takes no parameters. Its endpoint is the alias \`look\` of the function; buttons that change something call
the alias \`act\`. So people who may invoke only \`look\` see everything and change nothing.
`;
