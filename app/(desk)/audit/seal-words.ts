/** What is in the file that leaves. */
export const auditSealWords = {
  csv: 'A CSV file, UTF-8. It is written while you download it, so a long log takes a while.',
  bundle: 'A ZIP archive: the events as CSV, their proofs, the signed checkpoints, and VERIFY.txt, which says how to check it without us.',
} as const
