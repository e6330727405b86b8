/** The paper a fact was taken from: notice, certificate, contract registration, approval document. */
export interface SourceDocument {
  readonly title: string;
  /** 文号, e.g. `豫科〔2023〕60号`. */
  readonly documentNumber?: string;
  readonly url?: string;
  /** Date printed on the document, `YYYY-MM-DD`. */
  readonly issuedOn?: string;
}
