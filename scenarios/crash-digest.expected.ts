import type { Expectation } from './scenario.js';

/** What is known about the digest over the crash image (docs/crash-hotplug.md). */

const LOOP = 'kexec_calculate_store_digests(), 6dacd79d2884';

export const crashDigestExpectations: readonly Expectation[] = [
  {
    id: 'D1',
    property: 'digest-consistency',
    when: { digest: 'none' },
    verdict: 'violated',
    why: 'the digest covers the elfcorehdr, which the kernel rewrites when memory comes or goes',
    source: 'f7cc804a9fd4',
    confidence: 'sure',
  },
  {
    id: 'F12',
    property: 'digest-consistency',
    when: {
      digest: 'output-index',
      order: ['purgatory-elfcorehdr-kernel', 'purgatory-kernel-elfcorehdr', 'kernel-purgatory-elfcorehdr'],
    },
    verdict: 'violated',
    why: 'purgatory comes before the elfcorehdr and is not counted, so the elfcorehdr is not recognised and is hashed',
    source: LOOP,
    confidence: 'sure',
  },
  {
    id: 'F13',
    property: 'digest-detects',
    when: {
      digest: 'output-index',
      order: ['elfcorehdr-purgatory-kernel', 'elfcorehdr-kernel-purgatory', 'purgatory-elfcorehdr-kernel'],
    },
    verdict: 'violated',
    why: 'once as many regions are counted as come before the elfcorehdr, everything that follows is left out',
    source: LOOP,
    confidence: 'sure',
  },
  {
    id: 'F13',
    property: 'digest-consistency',
    when: { digest: 'output-index', order: ['elfcorehdr-purgatory-kernel', 'elfcorehdr-kernel-purgatory'] },
    verdict: 'holds',
    why: 'nothing at all is hashed',
    source: LOOP,
    confidence: 'sure',
  },
  {
    id: 'D2',
    property: 'digest-detects',
    when: {
      digest: 'output-index',
      order: ['purgatory-kernel-elfcorehdr', 'kernel-elfcorehdr-purgatory', 'kernel-purgatory-elfcorehdr'],
    },
    verdict: 'holds',
    why: 'the kernel comes before the segments that are left out by mistake',
    source: LOOP,
    confidence: 'sure',
  },
  ...(['digest-consistency', 'digest-detects'] as const).map(
    (property): Expectation => ({
      id: 'D3',
      property,
      when: { digest: 'segment-index' },
      verdict: 'holds',
      why: 'the elfcorehdr is left out, and nothing else but purgatory',
      source: LOOP,
      confidence: 'sure',
    }),
  ),
];
