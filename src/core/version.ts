/** Version of the program, as files that leave it say. package.json has the same, which a test holds it to. */
export const VERSION = '0.1.0';
