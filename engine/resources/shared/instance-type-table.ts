/**
 * Instance types of EC2, one family in each line: its name, the MiB of memory per vCPU that most of its sizes have, and
 * its sizes. `x` stands for `xlarge`; a size that says more has its own number of vCPUs, and of MiB, behind colons.
 *
 * The numbers are those of DescribeInstanceTypes
 * (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceTypes.html) of October 2026, as the
 * project Moto 5.2.5 publishes them. A newer type is unknown here, and asks for what the table would say.
 */
export const instanceTypeTable = `
a1 2048 medium large x 2x 4x metal:16
c1 870 medium:2 x:8:7168
c3 1920 large x 2x 4x 8x
c4 1920 large x 2x 4x 8x:36:61440
c5 2048 large x 2x 4x 9x 12x 18x 24x metal:96
c5a 2048 large x 2x 4x 8x 12x 16x 24x
c5ad 2048 large x 2x 4x 8x 12x 16x 24x
c5d 2048 large x 2x 4x 9x 12x 18x 24x metal:96
c5n 2688 large x 2x 4x 9x:36:98304 18x:72:196608 metal:72:196608
c6a 2048 large x 2x 4x 8x 12x 16x 24x 32x 48x metal:192
c6g 2048 medium large x 2x 4x 8x 12x 16x metal:64
c6gd 2048 medium large x 2x 4x 8x 12x 16x metal:64
c6gn 2048 medium large x 2x 4x 8x 12x 16x
c6i 2048 large x 2x 4x 8x 12x 16x 24x 32x metal:128
c6id 2048 large x 2x 4x 8x 12x 16x 24x 32x metal:128
c6in 2048 large x 2x 4x 8x 12x 16x 24x 32x metal:128
c7a 2048 medium large x 2x 4x 8x 12x 16x 24x 32x 48x metal-48xl:192
c7g 2048 medium large x 2x 4x 8x 12x 16x metal:64
c7gd 2048 medium large x 2x 4x 8x 12x 16x metal:64
c7gn 2048 medium large x 2x 4x 8x 12x 16x metal:64
c7i 2048 large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c7i-flex 2048 large x 2x 4x 8x 12x 16x
c8a 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c8g 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c8gb 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c8gd 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c8gn 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
c8i 2048 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
c8i-flex 2048 large x 2x 4x 8x 12x 16x
c8ib 2048 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
c8id 2048 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
c8in 2048 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
c8ine 2048 large x 2x 4x 8x 12x
c9g 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
c9gd 2048 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
d2 7808 x 2x 4x 8x:36:249856
d3 8192 x 2x 4x 8x
d3en 4096 x 2x 4x 6x 8x 12x
dl2q 8192 24x
f2 10922.666666666666 6x 12x 48x
g4dn 4096 x 2x 4x 8x 12x 16x metal:96
g5 4096 x 2x 4x 8x 12x 16x 24x 48x
g5g 2048 x 2x 4x 8x 16x metal:64
g6 4096 x 2x 4x 8x 12x 16x 24x 48x
g6e 8192 x 2x 4x 8x 12x 16x 24x 48x
g6f 4096 large x 2x 4x
g7 4096 2x 4x 8x 12x 24x 48x
g7e 10922.666666666666 2x:8:65536 4x:16:131072 8x:32:262144 12x 24x 48x
gr6 8192 4x 8x
gr6f 8192 4x
h1 4096 2x 4x 8x 16x
hpc6a 4096 48x:96
hpc6id 16384 32x:64
hpc7a 32768 12x:24 24x:48:786432 48x:96:786432 96x:192:786432
hpc7g 2048 4x:16:131072 8x:32:131072 16x
hpc8a 4096 96x:192
i2 7808 x 2x 4x 8x
i3 7808 large x 2x 4x 8x 16x
i3en 8192 large x 2x 3x 6x 12x 24x metal:96
i4g 8192 large x 2x 4x 8x 16x
i4i 8192 large x 2x 4x 8x 12x 16x 24x 32x metal:128
i7i 8192 large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
i7ie 8192 large x 2x 3x 6x 12x 18x 24x 48x metal-24xl:96 metal-48xl:192
i8g 8192 large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
i8ge 8192 large x 2x 3x 6x 12x 18x 24x 48x metal-24xl:96 metal-48xl:192
im4gn 4096 large x 2x 4x 8x 16x
inf1 2048 x 2x 6x 24x
inf2 4096 x 8x 24x 48x
is4gen 6144 medium large x 2x 4x 8x
m1 3840 small:1:1740 medium:1:3788 large x
m2 8755 x:2 2x:4 4x:8:70041
m3 3840 medium large x 2x
m4 4096 large x 2x 4x 10x 16x
m5 4096 large x 2x 4x 8x 12x 16x 24x metal:96
m5a 4096 large x 2x 4x 8x 12x 16x 24x
m5ad 4096 large x 2x 4x 8x 12x 16x 24x
m5d 4096 large x 2x 4x 8x 12x 16x 24x metal:96
m5dn 4096 large x 2x 4x 8x 12x 16x 24x metal:96
m5n 4096 large x 2x 4x 8x 12x 16x 24x metal:96
m5zn 4096 large x 2x 3x 6x 12x metal:48
m6a 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x metal:192
m6g 4096 medium large x 2x 4x 8x 12x 16x metal:64
m6gd 4096 medium large x 2x 4x 8x 12x 16x metal:64
m6i 4096 large x 2x 4x 8x 12x 16x 24x 32x metal:128
m6id 4096 large x 2x 4x 8x 12x 16x 24x 32x metal:128
m6idn 4096 large x 2x 4x 8x 12x 16x 24x 32x metal:128
m6in 4096 large x 2x 4x 8x 12x 16x 24x 32x metal:128
m7a 4096 medium large x 2x 4x 8x 12x 16x 24x 32x 48x metal-48xl:192
m7g 4096 medium large x 2x 4x 8x 12x 16x metal:64
m7gd 4096 medium large x 2x 4x 8x 12x 16x metal:64
m7i 4096 large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m7i-flex 4096 large x 2x 4x 8x 12x 16x
m8a 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m8azn 4096 medium large x 3x 6x 12x 24x metal-12xl:48 metal-24xl:96
m8g 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m8gb 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m8gd 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m8gn 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
m8i 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8i-flex 4096 large x 2x 4x 8x 12x 16x
m8ib 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8id 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8idb 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8idn 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8in 4096 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
m8ine 4096 large x 2x 4x 8x 12x
m9g 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
m9gd 4096 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
p3dn 8192 24x
p4d 12288 24x
p4de 12288 24x
p5 10922.666666666666 4x:16:262144 48x
p5e 10922.666666666666 48x
p5en 10922.666666666666 48x
p6-b200 10922.666666666666 48x
p6-b300 21845.333333333332 48x
r3 7808 large:2:15360 x 2x 4x 8x
r4 7808 large x 2x 4x 8x 16x
r5 8192 large x 2x 4x 8x 12x 16x 24x metal:96
r5a 8192 large x 2x 4x 8x 12x 16x 24x
r5ad 8192 large x 2x 4x 8x 12x 16x 24x
r5b 8192 large x 2x 4x 8x 12x 16x 24x metal:96
r5d 8192 large x 2x 4x 8x 12x 16x 24x metal:96
r5dn 8192 large x 2x 4x 8x 12x 16x 24x metal:96
r5n 8192 large x 2x 4x 8x 12x 16x 24x metal:96
r6a 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x metal:192
r6g 8192 medium large x 2x 4x 8x 12x 16x metal:64
r6gd 8192 medium large x 2x 4x 8x 12x 16x metal:64
r6i 8192 large x 2x 4x 8x 12x 16x 24x 32x metal:128
r6id 8192 large x 2x 4x 8x 12x 16x 24x 32x metal:128
r6idn 8192 large x 2x 4x 8x 12x 16x 24x 32x metal:128
r6in 8192 large x 2x 4x 8x 12x 16x 24x 32x metal:128
r7a 8192 medium large x 2x 4x 8x 12x 16x 24x 32x 48x metal-48xl:192
r7g 8192 medium large x 2x 4x 8x 12x 16x metal:64
r7gd 8192 medium large x 2x 4x 8x 12x 16x metal:64
r7i 8192 large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r7iz 8192 large x 2x 4x 8x 12x 16x 32x metal-16xl:64 metal-32xl:128
r8a 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r8g 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r8gb 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r8gd 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r8gn 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
r8i 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r8i-flex 8192 large x 2x 4x 8x 12x 16x
r8ib 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r8id 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r8idb 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r8idn 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r8in 8192 large x 2x 4x 8x 12x 16x 24x 32x 48x 96x metal-48xl:192 metal-96xl:384
r9g 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
r9gd 8192 medium large x 2x 4x 8x 12x 16x 24x 48x metal-48xl:192
t1 627 micro:1
t2 4096 nano:1:512 micro:1:1024 small:1:2048 medium:2:4096 large x 2x
t3 4096 nano:2:512 micro:2:1024 small:2:2048 medium:2:4096 large x 2x
t3a 4096 nano:2:512 micro:2:1024 small:2:2048 medium:2:4096 large x 2x
t4g 4096 nano:2:512 micro:2:1024 small:2:2048 medium:2:4096 large x 2x
t8i 2048 nano:2:512 micro:2:1024 small:2:2048 medium:2
trn1 4096 2x 32x
trn1n 4096 32x
trn2 10922.666666666666 3x 48x
trn2u 10922.666666666666 48x
u7i-12tb 14043.42857142857 224x
u7i-6tb 14043.42857142857 112x
u7i-8tb 18724.571428571428 112x
u7in-16tb 18724.571428571428 224x
u7in-24tb 28086.85714285714 224x
u7in-32tb 37449.142857142855 224x
u-3tb1 14043.42857142857 56x
u-6tb1 14043.42857142857 56x:224:6291456 112x
vt1 2048 3x 6x 24x
x1 15616 16x 32x
x1e 31232 x 2x 4x 8x 16x 32x
x2gd 16384 medium large x 2x 4x 8x 12x 16x metal:64
x2idn 16384 16x 24x 32x metal:128
x2iedn 32768 x 2x 4x 8x 16x 24x 32x metal:128
x2iezn 32768 2x 4x 6x 8x 12x metal:48
x8aedz 32768 large x 3x 6x 12x 24x metal-12xl:48 metal-24xl:96
x8g 16384 medium large x 2x 4x 8x 12x 16x 24x 48x metal-24xl:96 metal-48xl:192
x8i 16384 large x 2x 4x 8x 12x 16x 24x 32x 48x 64x 96x metal-48xl:192 metal-96xl:384
z1d 8192 large x 2x 3x 6x 12x metal:48
`;
