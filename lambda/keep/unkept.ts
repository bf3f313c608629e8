/** Something cannot be made, and a person has to do something. The message says what, and holds no value of a secret. */
export class Unkept extends Error {
  override readonly name = 'Unkept';
}
